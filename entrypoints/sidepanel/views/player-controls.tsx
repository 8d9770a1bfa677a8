import type { ComponentChildren } from 'preact';
import { clockTime } from '../../../lib/playback/clock-time.ts';
import { type Jump, placeFrom } from '../../../lib/playback/playhead.ts';
import { type PlayerModel, SPEEDS } from '../models/player-model.ts';
import { spokenTime } from './play-time.ts';
import {
  MarkIcon,
  NextIcon,
  NextToolIcon,
  PauseIcon,
  PlayIcon,
  PreviousIcon,
  PreviousToolIcon,
} from './player-icons.tsx';
import { PlayerMarkers } from './player-markers.tsx';

/** Marks that can be told apart on a slider. */
const MAX_DRAWN_MARKS = 400;

/** Where it is, and everything that can be done about it. */
export function PlayerControls({ player }: { readonly player: PlayerModel }) {
  const { isPlaying, speed, skipsGaps } = player;
  const playing = isPlaying.value;
  return (
    <div class="player-controls">
      <Scrubber player={player} />
      <div class="player-buttons">
        <JumpButton player={player} kind="tool" step={-1} name="Previous tool call" shortcut=",">
          <PreviousToolIcon />
        </JumpButton>
        <JumpButton player={player} kind="message" step={-1} name="Previous message" shortcut="[">
          <PreviousIcon />
        </JumpButton>
        <button
          type="button"
          class="icon-button player-play"
          aria-label={playing ? 'Pause' : 'Play'}
          title={playing ? 'Pause (Space)' : 'Play (Space)'}
          onClick={player.toggle}
        >
          {playing ? <PauseIcon /> : <PlayIcon />}
        </button>
        <JumpButton player={player} kind="message" step={1} name="Next message" shortcut="]">
          <NextIcon />
        </JumpButton>
        <JumpButton player={player} kind="tool" step={1} name="Next tool call" shortcut=".">
          <NextToolIcon />
        </JumpButton>
        <PlayerTime player={player} />
      </div>
      <div class="player-choices">
        <label class="check">
          <input
            type="checkbox"
            checked={skipsGaps.value}
            onChange={(event) => {
              skipsGaps.value = event.currentTarget.checked;
            }}
          />
          Skip idle time
        </label>
        <select
          class="player-speed"
          aria-label="Speed"
          title="Speed (< and >)"
          value={String(speed.value)}
          onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
        >
          {SPEEDS.map((each) => (
            <option key={each} value={String(each)}>
              {each} ×
            </option>
          ))}
        </select>
        <button
          type="button"
          class="icon-button"
          aria-label="Mark this moment"
          title="Mark this moment (M)"
          onClick={player.addMarker}
        >
          <MarkIcon />
        </button>
        <PlayerMarkers player={player} />
      </div>
    </div>
  );
}

interface JumpButtonProps {
  readonly player: PlayerModel;
  readonly kind: Jump;
  readonly step: 1 | -1;
  readonly name: string;
  readonly shortcut: string;
  readonly children: ComponentChildren;
}

/** Where there is nowhere to go it keeps the focus, which the keys of the player need. */
function JumpButton({ player, kind, step, name, shortcut, children }: JumpButtonProps) {
  const places = player.places.value;
  const isThere = places !== undefined && placeFrom(places, kind, step, player.positionMs.value) !== undefined;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={`${name} (${shortcut})`}
      aria-disabled={!isThere}
      onClick={() => {
        if (isThere) player.jump(kind, step);
      }}
    >
      {children}
    </button>
  );
}

function PlayerTime({ player }: { readonly player: PlayerModel }) {
  return (
    <span class="player-time">
      {clockTime(player.positionMs.value)} / {clockTime(player.durationMs.value)}
    </span>
  );
}

function Scrubber({ player }: { readonly player: PlayerModel }) {
  const durationMs = player.durationMs.value;
  const ms = player.positionMs.value;
  return (
    <div class="scrubber">
      <Marks player={player} />
      <input
        type="range"
        aria-label="Time"
        aria-valuetext={`${spokenTime(ms)} of ${spokenTime(durationMs)}`}
        min={0}
        max={Math.max(1, Math.ceil(durationMs))}
        step={1}
        value={ms}
        onInput={(event) => player.seek(Number(event.currentTarget.value))}
      />
    </div>
  );
}

/** Where messages and tools begin, and what a person marked. The keys and the list of markers say the same. */
function Marks({ player }: { readonly player: PlayerModel }) {
  const facts = player.facts.value;
  if (facts.state !== 'ready') return null;
  const { marks, recording } = facts.value;
  const { durationMs, markers } = recording;
  const place = (atMs: number) => ({ left: `${(100 * atMs) / Math.max(1, durationMs)}%` });
  const every = Math.ceil(marks.length / MAX_DRAWN_MARKS);
  return (
    <div class="scrubber-marks" aria-hidden="true">
      {marks.map(
        ({ atMs, kind }, index) =>
          index % every === 0 && <span key={index} class={`scrubber-mark ${kind}`} style={place(atMs)} />,
      )}
      {markers.map(({ atMs }) => (
        <span key={`marker ${atMs}`} class="scrubber-mark marker" style={place(atMs)} />
      ))}
    </div>
  );
}
