import { useRef } from 'preact/hooks';
import { formatBytes } from '../../../lib/format-size.ts';
import type { Backup } from '../../../lib/protocol/keeping-shapes.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import type { ClockModel } from '../../sidepanel/models/clock-model.ts';
import { fullTime } from '../../sidepanel/views/format.ts';
import { agoWords, backupReason, countOf, momentWords } from '../keeping-words.ts';
import type { BackupsModel } from '../models/backups-model.ts';
import { RestoreBackup } from './restore-backup.tsx';
import { useFocusHere } from './use-focus-here.ts';
import { WorkView } from './work-view.tsx';

/** Beyond it an age is the date again. */
const WEEK_MS = 7 * 24 * 3600 * 1000;

interface BackupRowProps {
  readonly backup: Backup;
  readonly backups: BackupsModel;
  readonly clock: ClockModel;
  /** Of its file. */
  readonly path: string;
}

/** One copy: of when, why made, what it holds, whether it can be relied on; and what can be done with it. */
export function BackupRow({ backup, backups, clock, path }: BackupRowProps) {
  const { name, createdAt } = backup;
  const nowMs = clock.nowMs.value;
  const isChosen = backups.chosen.value === name;
  const isQuiet = !isChosen || isIdle(backups);
  const restore = useRef<HTMLButtonElement>(null);
  useFocusHere(restore, isQuiet);
  const label = `Backup from ${momentWords(createdAt)}`;
  return (
    <li class="entry" aria-label={label}>
      <div class="backup">
        <div class="backup-words">
          <p class="entry-head">
            <time class="row-title" dateTime={createdAt} title={fullTime(createdAt)}>
              {momentWords(createdAt)}
            </time>
            {nowMs - Date.parse(createdAt) < WEEK_MS && <span>{agoWords(createdAt, nowMs)}</span>}
          </p>
          <p>{contentWords(backup)}</p>
          <Verified backup={backup} nowMs={nowMs} />
          <details class="backup-path">
            <summary>File path</summary>
            <span class="path">
              <code>{path}</code>
              <CopyButton text={path} label="Copy path" iconOnly />
            </span>
          </details>
        </div>
        <div class="backup-buttons">
          <button
            ref={restore}
            type="button"
            class="button small"
            disabled={backups.isBusy.value}
            aria-label={`Restore… ${label}`}
            onClick={() => void backups.compare(name)}
          >
            Restore…
          </button>
          <button
            type="button"
            class="button small"
            disabled={backups.isBusy.value}
            aria-label={`Verify: ${label}`}
            onClick={() => void backups.verify(name)}
          >
            Verify
          </button>
        </div>
      </div>
      {isChosen && <Doing backup={backup} backups={backups} />}
    </li>
  );
}

function isIdle({ verifying, comparing, restoring }: BackupsModel): boolean {
  return [verifying, comparing, restoring].every(({ state }) => state.value.state === 'idle');
}

function contentWords(backup: Backup): string {
  const { bytes, counts } = backup;
  const words = [backupReason(backup), formatBytes(bytes)];
  if (counts) words.push(`${countOf(counts.sessions, 'session')}, ${countOf(counts.messages, 'message')}`);
  return words.join(' · ');
}

function Verified({ backup: { verifiedAt }, nowMs }: Pick<BackupRowProps, 'backup'> & { readonly nowMs: number }) {
  if (verifiedAt === null) return <p class="warn-text">Never verified</p>;
  return (
    <p class="good-text" title={fullTime(verifiedAt)}>
      Verified {agoWords(verifiedAt, nowMs)}
    </p>
  );
}

/** What is being done with this one, or was done last. */
function Doing({ backup, backups }: Pick<BackupRowProps, 'backup' | 'backups'>) {
  const { verifying } = backups;
  return (
    <div class="entry-work" aria-live="polite">
      <WorkView
        work={verifying.state.value}
        what="Opening and checking the backup"
        onStop={verifying.stop}
        onClose={backups.close}
      >
        {() => <p class="good-text">It is intact: every page and every message is as it was written.</p>}
      </WorkView>
      <RestoreBackup backup={backup} backups={backups} />
    </div>
  );
}
