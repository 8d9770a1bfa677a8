import { useId } from 'preact/hooks';
import { damagedRows } from '../../../lib/damage-words.ts';
import { formatCount } from '../../../lib/format-size.ts';
import type { Damage } from '../../../lib/protocol/keeping-shapes.ts';
import { WarningIcon } from '../../../lib/ui/icons.tsx';
import type { KeepingWarning } from '../models/keeping-watch-model.ts';
import './keeping-notes.css';

export interface KeepingMarkProps {
  readonly warning: KeepingWarning;
  readonly nowMs: number;
  readonly onOpen: () => void;
}

const DAY_MS = 24 * 3600 * 1000;

/** Calm, in the header: what is wrong stands beside it when it is pointed at or has the focus. It leads to the backups. */
export function KeepingMark({ warning, nowMs, onOpen }: KeepingMarkProps) {
  const id = useId();
  return (
    <span class="keeping-mark">
      <button type="button" class="icon-button" aria-label="Open Backups" aria-describedby={id} onClick={onOpen}>
        <WarningIcon />
      </button>
      <span id={id} role="tooltip" class="keeping-words">
        {warningWords(warning, nowMs)}
      </span>
    </span>
  );
}

function warningWords(warning: KeepingWarning, nowMs: number): string {
  if (warning.kind === 'full-disk') {
    const megabytes = Math.floor(warning.freeBytes / 1024 / 1024).toLocaleString('en-US');
    return `The disk is nearly full: ${megabytes} MB left for your conversations and their backups.`;
  }
  if (warning.at === null) return 'There is no verified backup yet.';
  const days = Math.floor((nowMs - Date.parse(warning.at)) / DAY_MS);
  return `The last verified backup is ${days} days old.`;
}

export interface DamageNoteProps {
  readonly damage: Damage;
  readonly onOpen: () => void;
  readonly onDismiss: () => void;
}

/** What became of a damaged store, until it is dismissed. */
export function DamageNote({ damage, onOpen, onDismiss }: DamageNoteProps) {
  return (
    <div class="banner told-note" role="status">
      <p>{damageWords(damage)}</p>
      <div class="note-buttons">
        <button type="button" class="button small" onClick={onOpen}>
          What happened
        </button>
        <button type="button" class="button small quiet" onClick={onDismiss}>
          Dismiss
        </button>
      </div>
    </div>
  );
}

/** A store in the browser has no damaged file to salvage from, and may not know what it had. */
export function damageWords(damage: Damage): string {
  const { at, quarantine, backup, restored, lost } = damage;
  const date = new Date(at).toLocaleDateString(undefined, { dateStyle: 'medium' });
  if (quarantine !== '') return `The store was damaged on ${date}: ${damagedRows(damage)}.`;
  if (backup === null)
    return `The browser lost the store on ${date}, and its second copy: ${formatCount(lost)} rows are gone.`;
  const gone = lost === 0 ? 'nothing is known to be lost' : `${formatCount(lost)} lost`;
  return `The browser lost the store on ${date}: ${formatCount(restored)} rows restored from the second copy, ${gone}.`;
}
