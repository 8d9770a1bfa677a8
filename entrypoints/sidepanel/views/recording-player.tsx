import { useModel } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Recording } from '../../../lib/protocol/recording-shapes.ts';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import type { PanelModel } from '../models/panel-model.ts';
import { PlayerModel } from '../models/player-model.ts';
import { asAppError } from '../models/remote.ts';
import { fullTime } from './format.ts';
import { PlayedLog } from './played-log.tsx';
import { PlayerControls } from './player-controls.tsx';
import { onPlayerKey } from './player-keys.ts';
import { usedWords } from './recording-facts.ts';
import { Unread } from './recording-list-state.tsx';

interface RecordingPlayerProps {
  readonly id: string;
  readonly panel: PanelModel;
  readonly onBack: () => void;
}

/** Plays one recording. Esc leads back to the others. */
export function RecordingPlayer({ id, panel, onBack }: RecordingPlayerProps) {
  const { env, save, connection } = panel;
  const player = useModel(() => new PlayerModel({ env, save, isReady: connection.isReady, id }));
  const place = useRef<HTMLDivElement>(null);
  const facts = player.facts.value;
  const recording = player.recording.value;
  const failure = player.pageFailure.value;
  useEffect(() => place.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole player; buttons and the slider do the same
    <div
      ref={place}
      class="player"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.isComposing || event.defaultPrevented) return;
        if (event.key === 'Escape') {
          event.preventDefault();
          onBack();
        } else onPlayerKey(event, player);
      }}
    >
      <div class="player-head">
        {recording && (
          <div class="player-title">
            <h2 title={recording.title}>{recording.title || 'Untitled'}</h2>
            <p>
              {[fullTime(recording.createdAt), ...STATE_WORDS[recording.state], ...usedWords(recording)].join(' · ')}
            </p>
          </div>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label="Back to all recordings"
          title="Back to all recordings (Esc)"
          onClick={onBack}
        >
          <CloseIcon />
        </button>
      </div>
      {facts.state === 'failed' ? (
        <Unread error={facts.error} onAgain={player.again} />
      ) : facts.state === 'loading' ? (
        <p class="empty late">
          {connection.isAway.value ? 'The recording is shown when the store is back.' : 'Reading the recording…'}
        </p>
      ) : failure !== undefined ? (
        <Unread error={asAppError(failure)} onAgain={() => player.seek(player.positionMs.peek())} />
      ) : (
        <PlayedLog player={player} earlierMessages={facts.value.recording.earlierMessages} />
      )}
      {facts.state === 'ready' && <PlayerControls player={player} />}
    </div>
  );
}

const STATE_WORDS: Readonly<Record<Recording['state'], readonly string[]>> = {
  running: ['still recorded'],
  stopped: [],
  torn: ['broke off'],
};
