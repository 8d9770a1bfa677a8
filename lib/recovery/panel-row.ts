import * as v from 'valibot';
import { crashRecord } from './crash-record.ts';

const moment = v.pipe(v.number(), v.finite());

/** What the journal knows of one panel, from its start until nothing of it is needed any more. Moments in ms since 1970. */
export const panelRow = v.object({
  panelId: v.string(),
  startedAt: moment,
  /** When it was last heard of, changed or not. */
  aliveAt: moment,
  /** It came to its end of starting and lived on; null = not yet, or never. */
  settledAt: v.nullable(moment),
  /** It was closed, or the browser was, as one does; null = it lives, or it crashed. */
  endedAt: v.nullable(moment),
  record: v.nullable(crashRecord),
});
export type PanelRow = v.InferOutput<typeof panelRow>;

/** A row as it is written; whoever reads it parses it. */
export type UnreadRow = Omit<PanelRow, 'record'> & { readonly record: object | null };

/** What is to be written of a panel; absent = stays. */
export interface PanelRowChange {
  readonly panelId: string;
  readonly settledAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly record?: object | undefined;
}

/** A row after a change; the first one makes it. An end is final: what comes after it was on its way before. */
export function changeRow(row: UnreadRow | undefined, change: PanelRowChange, nowMs: number): UnreadRow {
  const fresh = { startedAt: nowMs, settledAt: null, endedAt: null, record: null };
  const before: Omit<UnreadRow, 'panelId' | 'aliveAt'> = row ?? fresh;
  return {
    panelId: change.panelId,
    startedAt: before.startedAt,
    aliveAt: nowMs,
    settledAt: change.settledAt ?? before.settledAt,
    endedAt: before.endedAt ?? change.endedAt ?? null,
    record: change.record ?? before.record,
  };
}

/**
 * What is left of a row when nothing of it is needed any more, whatever it held: a killed browser's storage goes back by up to
 * a minute, and what it then has of this panel again must not count.
 */
export function forgottenRow(panelId: string, nowMs: number): UnreadRow {
  return { panelId, startedAt: nowMs, aliveAt: nowMs, settledAt: nowMs, endedAt: nowMs, record: null };
}

/** Whether nothing of a panel counts any more. */
export function isForgotten({ endedAt, record }: Pick<UnreadRow, 'endedAt' | 'record'>): boolean {
  return endedAt !== null && record === null;
}

/** Storage that lags by a minute has long let go of a panel that was forgotten so long ago. */
export const FORGOTTEN_FOR_GOOD_MS = 24 * 3600 * 1000;

/** Name of the lock that a panel holds as long as it lives; the browser frees it at its death. */
export function panelLockName(panelId: string): string {
  return `${PANEL_LOCK_PREFIX}${panelId}`;
}

const PANEL_LOCK_PREFIX = 'holdfast.panel.';

/** The panels that live, by the names of the locks that are held. */
export function livingPanels(lockNames: readonly string[]): Set<string> {
  const names = lockNames.filter((name) => name.startsWith(PANEL_LOCK_PREFIX));
  return new Set(names.map((name) => name.slice(PANEL_LOCK_PREFIX.length)));
}
