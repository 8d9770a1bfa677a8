import * as v from 'valibot';
import { crashRecord } from './crash-record.ts';

const moment = v.pipe(v.number(), v.finite());

/** What the journal knows of one panel, from its start until nothing of it is needed any more. Moments in ms since 1970. */
export const panelRow = v.object({
  panelId: v.string(),
  startedAt: moment,
  /** It came to its end of starting and lived on; null = not yet, or never. */
  settledAt: v.nullable(moment),
  /** It was closed, or the browser was, as one does; null = it lives, or it crashed. */
  endedAt: v.nullable(moment),
  record: v.nullable(crashRecord),
});
export type PanelRow = v.InferOutput<typeof panelRow>;

/** What is to be written of a panel; absent = stays. */
export type PanelRowChange = Pick<PanelRow, 'panelId'> & {
  readonly [Key in keyof PanelRow]?: PanelRow[Key] | undefined;
};

/** A row after a change; the first one makes it. An end is final: what comes after it was on its way before. */
export function changeRow(row: PanelRow | undefined, change: PanelRowChange, nowMs: number): PanelRow {
  const fresh: PanelRow = { panelId: change.panelId, startedAt: nowMs, settledAt: null, endedAt: null, record: null };
  const before = row ?? fresh;
  return {
    panelId: change.panelId,
    startedAt: change.startedAt ?? before.startedAt,
    settledAt: change.settledAt ?? before.settledAt,
    endedAt: before.endedAt ?? change.endedAt ?? null,
    record: change.record ?? before.record,
  };
}

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
