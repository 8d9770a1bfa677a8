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
            <p class="row-title">By hand</p>
            <p class="hint">
              One is made by itself every day, and before every update, restore and import that replaces something. One
              that you make stays until you remove its file.
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
      <WorkView work={work} what="A backup is made" onStop={backups.creating.stop} onClose={backups.close}>
        {({ backup }) => (
          <p class="row good-text" role="status">
            Made and verified: {formatBytes(backup.bytes)}.
          </p>
        )}
      </WorkView>
    </>
  );
}
