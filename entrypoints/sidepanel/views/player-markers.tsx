import { useState } from 'preact/hooks';
import { clockTime } from '../../../lib/playback/clock-time.ts';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import { List } from '../../../lib/ui/list.tsx';
import type { PlayerModel } from '../models/player-model.ts';
import { RenameField } from './rename-field.tsx';

/** What a person marked: to go there, to name it, to take it away. Nothing while there is none. */
export function PlayerMarkers({ player }: { readonly player: PlayerModel }) {
  const [named, setNamed] = useState<number>();
  const markers = player.recording.value?.markers ?? [];
  if (markers.length === 0) return null;
  return (
    <details class="player-markers">
      <summary>{markers.length === 1 ? '1 marker' : `${markers.length} markers`}</summary>
      <List aria-label="Markers">
        {markers.map(({ atMs, label }) => (
          <li key={atMs} class="player-marker">
            <button
              type="button"
              class="button small quiet"
              aria-label={`Go to ${clockTime(atMs)}`}
              onClick={() => player.seek(atMs)}
            >
              {clockTime(atMs)}
            </button>
            {named === atMs ? (
              <RenameField
                label="Name of the marker"
                placeholder="Name of the marker"
                title={label}
                onDone={(text) => {
                  setNamed(undefined);
                  if (text !== undefined && text !== label) player.renameMarker(atMs, text);
                }}
              />
            ) : (
              <button type="button" class="marker-name" title="Name this marker" onClick={() => setNamed(atMs)}>
                {label === '' ? <span class="muted">Name it</span> : label}
              </button>
            )}
            <button
              type="button"
              class="icon-button small"
              aria-label={`Remove the marker at ${clockTime(atMs)}`}
              title="Remove"
              onClick={() => player.removeMarker(atMs)}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </List>
    </details>
  );
}
