import { useState } from 'preact/hooks';
import type { HostInstallModel } from '../../sidepanel/models/host-install-model.ts';
import type { MoveModel } from '../../sidepanel/models/move-model.ts';
import type { PlaceModel } from '../../sidepanel/models/place-model.ts';
import { InstallSteps } from './install-steps.tsx';
import { LookAgain } from './look-again.tsx';
import { MoveView } from './move-view.tsx';
import { Group } from './section.tsx';

interface HostRowsProps {
  readonly place: PlaceModel;
  readonly install: HostInstallModel;
  readonly move: MoveModel;
}

/** Whether there is a host, how to come to one, and the way into it. */
export function HostRows({ place, install, move }: HostRowsProps) {
  const [isMoving, setMoving] = useState(move.moving.state.peek().state !== 'idle');
  const { engine, host } = place.place.value ?? {};
  const isThere = host?.isThere === true;
  const canMove = engine === 'embedded' && isThere;
  const close = () => {
    setMoving(false);
    move.close();
    void place.read();
  };
  return (
    <Group
      title="The host"
      intro="A small program on this machine that keeps your history in a file of your own, with verified backups."
    >
      <div class="row in-column">
        {isThere ? <LookAgain place={place} /> : <InstallSteps {...{ place, install }} />}
      </div>
      {isMoving ? (
        <MoveView
          move={move}
          onClose={close}
          end={
            <button type="button" class="button at-start" onClick={close}>
              Done
            </button>
          }
        />
      ) : (
        canMove && (
          <div class="row">
            <div class="row-words">
              <p class="row-title">Move to the host</p>
              <p class="hint">You see what will be copied before anything is. Nothing is removed here.</p>
            </div>
            <button type="button" class="button primary" onClick={() => setMoving(true)}>
              Move everything…
            </button>
          </div>
        )
      )}
    </Group>
  );
}
