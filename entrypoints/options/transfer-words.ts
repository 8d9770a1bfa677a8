import { formatBytes } from '../../lib/format-size.ts';
import type { AppError } from '../../lib/protocol/errors.ts';
import type { RowCounts } from '../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { countOf, listed } from './keeping-words.ts';
import type { Refusal, Resolution } from './models/import-model.ts';
import { workFailure } from './work-words.ts';

/** What the rows of each table are to a person, in the order in which they matter. */
const TABLES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  sessions: ['session', 'sessions'],
  messages: ['message', 'messages'],
  file_changes: ['file change', 'file changes'],
  proofs: ['proof', 'proofs'],
  originals: ['original', 'originals'],
  snapshots: ['snapshot', 'snapshots'],
  recordings: ['recording', 'recordings'],
  drafts: ['draft', 'drafts'],
  analytics: ['usage record', 'usage records'],
  balance_history: ['balance', 'balances'],
  preferences: ['stored setting', 'stored settings'],
  sweeps: ['sweep log entry', 'sweep log entries'],
};

/** Tables with rows, what matters most first; those of a later version by their own name, at the end. */
export function tablesIn(...counts: readonly RowCounts[]): string[] {
  const named = new Set(counts.flatMap((rows) => Object.keys(rows).filter((table) => (rows[table] ?? 0) > 0)));
  const known = Object.keys(TABLES).filter((table) => named.has(table));
  return [...known, ...[...named].filter((table) => !Object.hasOwn(TABLES, table))];
}

/** What the rows of a table are called: `Sessions`. */
export function tableName(table: string): string {
  const many = TABLES[table]?.[1] ?? table;
  return many.charAt(0).toUpperCase() + many.slice(1);
}

/** `12 sessions, 340 messages and 1 draft`; undefined when there is nothing. */
export function rowsInWords(rows: RowCounts): string | undefined {
  const parts = tablesIn(rows).map((table) => countOf(rows[table] ?? 0, ...(TABLES[table] ?? [table, table])));
  return parts.length === 0 ? undefined : listed(parts);
}

/**
 * What an import came to, in a sentence or two. `found`: what was seen in the file before. Messages that a session kept as it is
 * did not get are in no other count.
 */
export function importOutcome(
  name: string,
  { counts: all, existing }: Pick<Result<'imports/analyze'>, 'counts' | 'existing'>,
  { added, replaced }: Result<'data/import'>['counts'],
): string {
  const of = (rows: RowCounts) => rows['messages'] ?? 0;
  const left = of(all) - of(existing) - of(added) - of(replaced);
  const hasChanged = rowsInWords(added) !== undefined || rowsInWords(replaced) !== undefined;
  if (left <= 0)
    return hasChanged ? `${name} was imported.` : `Everything in ${name} was already here. Nothing was changed.`;
  const begin = hasChanged ? `${name} was imported, except for` : 'Nothing was changed. Not added:';
  return `${begin} ${countOf(left, 'message')} of sessions that were kept as they are. To add them, import the file again with Merge.`;
}

type Format = Result<'imports/analyze'>['format'];

/** What a file is, as the end of a sentence. */
export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  bundle: 'a Holdfast bundle',
  json: 'sessions as JSON',
  store: 'a Holdfast store',
  opencode: 'an OpenCode export',
};

/** What can become of what is here already; the first one changes the least. */
export const RESOLUTIONS: readonly { readonly id: Resolution; readonly title: string; readonly hint: string }[] = [
  { id: 'skip', title: 'Keep what is here', hint: 'Adds new sessions only. Those already here stay as they are.' },
  {
    id: 'merge',
    title: 'Merge',
    hint: 'Adds what is missing here to its sessions, and completes what was interrupted. Nothing is removed.',
  },
  {
    id: 'both',
    title: 'Keep both',
    hint: 'Sessions that differ are added next to yours, with “(imported)” in their titles.',
  },
  {
    id: 'replace',
    title: 'Replace what is here',
    hint: 'Sessions that differ are replaced with those in the file. If the host is installed, it makes a safety backup first, so you can undo this.',
  },
];

/** Why nothing is done with what was dropped or chosen. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'several':
      return `Those were ${refusal.count} files. Drop or choose one at a time.`;
    case 'busy':
      return 'Another file is being imported. Drop this one again when that is done.';
    case 'empty':
      return `${refusal.name} is empty. Export or copy it again.`;
    case 'unreadable':
      return `${refusal.name} cannot be read. It may be a folder, or was moved or removed.`;
    case 'other':
      return `Holdfast cannot import ${refusal.name}. ${TAKES}`;
  }
}

const TAKES = 'It takes bundles (.holdfast), sessions as JSON, OpenCode exports, store files (.db) and settings files.';

/** Why a file did not get to the host as a whole, and what to do. */
export function sendFailure(error: AppError, sentBytes: number, allBytes: number): string {
  const so =
    sentBytes === 0
      ? ''
      : ` ${formatBytes(sentBytes)} of ${formatBytes(allBytes)} were sent; you can continue from there.`;
  switch (error.code) {
    case 'cancelled':
      return `Stopped.${so}`;
    case 'disconnected':
      return `The connection to the store was lost.${so || ' Continue when it is back.'}`;
    case 'timeout':
      return `The store does not answer.${so}`;
    case 'disk-full':
      return `There is no room left. Free some space, then continue.${so}`;
    default:
      return importFailure(error);
  }
}

/** Why a file could not be looked through or taken in, and what to do. */
export function importFailure(error: AppError): string {
  switch (error.code) {
    case 'too-large':
      // In a browser without the host, less is too large.
      return error.message;
    case 'invalid':
      // What is wrong with the file, only the host's own words say; what it did not understand is another story.
      return 'issues' in error.details ? workFailure(error) : error.message;
    case 'not-found':
      return 'What was already sent is gone; it is kept for a day at most. Choose the file again.';
    case 'cancelled':
      return 'Stopped. Nothing was imported.';
    case 'disk-full':
      return 'There is no room left. Free some space, then try again. Nothing was imported.';
    case 'disconnected':
      return 'The connection to the store was lost. Check again to see what happened.';
    default:
      return workFailure(error);
  }
}
