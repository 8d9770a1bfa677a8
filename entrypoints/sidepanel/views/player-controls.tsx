import { clockTime } from '../../../lib/playback/clock-time.ts';
import { type PlayerModel, SPEEDS } from '../models/player-model.ts';
import { spokenTime } from './play-time.ts';
import { MarkIcon, NextIcon, PauseIcon, PlayIcon, PreviousIcon } from './player-icons.tsx';
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
        <button
          type="button"
          class="icon-button"
          aria-label="Previous message"
          title="Previous message ([)"
          onClick={() => player.jump('message', -1)}
        >
          <PreviousIcon />
        </button>
        <button
          type="button"
          class="icon-button player-play"
          aria-label={playing ? 'Pause' : 'Play'}
          title={playing ? 'Pause (Space)' : 'Play (Space)'}
          onClick={player.toggle}
        >
          {playing ? <PauseIcon /> : <PlayIcon />}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Next message"
          title="Next message (])"
          onClick={() => player.jump('message', 1)}
        >
          <NextIcon />
        </button>
        <PlayerTime player={player} />
        <button
          type="button"
          class="icon-button"
          aria-label="Mark this moment"
          title="Mark this moment (M)"
          onClick={player.addMarker}
        >
          <MarkIcon />
        </button>
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
        <PlayerMarkers player={player} />
      </div>
    </div>
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
