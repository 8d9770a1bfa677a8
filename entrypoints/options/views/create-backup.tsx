import { useRef } from 'preact/hooks';
import { formatBytes } from '../../../lib/format-size.ts';
import type { BackupsModel } from '../models/backups-model.ts';
import { useFocusHere } from './use-focus-here.ts';
import { WorkView } from './work-view.tsx';

/** A backup by hand. */
export function CreateBackup({ backups }: { readonly backups: BackupsModel }) {
  const work = backups.creating.state.value;
  const button = useRef<HTMLButtonElement>(null);
  useFocusHere(button, work.state === 'running');
  return (
    <>
      {work.state !== 'running' && (
        <div class="row">
          <div class="row-words">
            <p class="row-title">Manual backup</p>
            <p class="hint">
              Holdfast makes one every day, and before every update, restore or import that replaces data. Backups you
              make stay until you delete the file.
            </p>
          </div>
          <button
            ref={button}
            type="button"
            class="button"
            disabled={backups.isBusy.value}
            onClick={() => void backups.create()}
          >
            Back up now
          </button>
        </div>
      )}
      <WorkView work={work} what="Making a backup" onStop={backups.creating.stop} onClose={backups.close}>
        {({ backup }) => (
          <p class="row good-text" role="status">
            Backed up and verified: {formatBytes(backup.bytes)}.
          </p>
        )}
      </WorkView>
    </>
  );
}
