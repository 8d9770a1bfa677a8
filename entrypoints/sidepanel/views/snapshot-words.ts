import type { Snapshot, SnapshotChange } from '../../../lib/protocol/snapshot-shapes.ts';
import { groups, money } from './format.ts';

/** What each kind is called. */
export const KIND_WORDS: Readonly<Record<Snapshot['type'], string>> = {
  auto: 'Automatic',
  manual: 'Manual',
  system: 'System',
};

/** What a snapshot is called: as somebody described it, else by what made it. */
export function nameOf({ description, trigger }: Snapshot): string {
  return description ?? triggerWords(trigger);
}

/** Why a snapshot was made; one of a later version's reasons is unknown. */
export function triggerWords(trigger: Snapshot['trigger']): string {
  const { type } = trigger;
  if (type === 'replies') return `After ${Number(trigger['count']) || 5} replies`;
  return Object.hasOwn(TRIGGER_WORDS, type) ? (TRIGGER_WORDS[type] ?? '') : `Unknown: ${type}`;
}

const TRIGGER_WORDS: Readonly<Record<string, string>> = {
  manual: 'Taken by you',
  session_created: 'New session',
  interval: 'While you worked',
  before_delete: 'Before moving to the trash',
  before_restore: 'Before a restore',
  balance_low: 'Balance became low',
  proof_changed: 'A proof changed',
  crash_expired: 'Closed unexpectedly',
  crash_discarded: 'Discarded after a crash',
};

/** A moment, as short as it can be today: `14:05`, `30 Jan, 14:05`, with the year when it is another one. */
export function momentWords(timestamp: string, nowMs: number): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return 'Unknown time';
  const now = new Date(nowMs);
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  if (date.toDateString() === now.toDateString()) return date.toLocaleTimeString(undefined, time);
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return date.toLocaleString(undefined, { day: 'numeric', month: 'short', ...year, ...time });
}

/** The name of a branch that goes back to a moment: always with the day, since it stays. */
export function branchMoment(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return 'as it was';
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** One line of a comparison. */
export interface ChangeWords {
  readonly label: string;
  readonly from: string;
  readonly to: string;
  /** `+8`, where it can be counted. */
  readonly difference?: string;
}

/** A change in words. Undefined: it is told in another way, or by a later version. */
export function changeWords({ what, from, to }: SnapshotChange): ChangeWords | undefined {
  const label = Object.hasOwn(LABELS, what) ? LABELS[what] : undefined;
  if (label === undefined) return undefined;
  const tell = MONEY.has(what) ? money : groups;
  if (typeof from === 'number' && typeof to === 'number') {
    const sign = to > from ? '+' : '−';
    return { label, from: tell(from), to: tell(to), difference: `${sign}${tell(Math.abs(to - from))}` };
  }
  return { label, from: wordsOf(what, from), to: wordsOf(what, to) };
}

function wordsOf(what: string, value: string | number | null): string {
  if (value === null || value === '') return what === 'draft' ? 'empty' : 'none';
  if (what !== 'view') return String(value);
  return value === 'session' || value === 'new' ? 'conversation' : String(value).replaceAll('-', ' ');
}

const MONEY: ReadonlySet<string> = new Set(['cost', 'balance']);

const LABELS: Readonly<Record<string, string>> = {
  title: 'Name',
  model: 'Model',
  messages: 'Messages',
  promptTokens: 'Tokens in',
  completionTokens: 'Tokens out',
  cost: 'Cost',
  fileChanges: 'File changes',
  proofs: 'Proofs',
  balance: 'Balance',
  draft: 'Draft',
  view: 'View',
};
