import { type CrashRecord, type PanelState, toRecord } from '../../../lib/recovery/crash-record.ts';
import { changeRow, type PanelRow } from '../../../lib/recovery/panel-row.ts';

export const NOON_MS = Date.UTC(2026, 0, 31, 12);

/** The state of a panel on session s1 with nothing at stake. */
export function panelState(changes: Partial<PanelState> = {}): PanelState {
  return {
    session: { id: 's1', title: 'Lighthouses', messageCount: 4 },
    ...{ draft: '', draftUpdatedAt: null, draftBase: null, replyId: null, isCutOff: false, unsentCount: 0 },
    ...{ balance: null, balanceSource: null },
    ui: { currentView: 'session', sidebarCollapsed: false, scrollTop: 0, place: null, caret: null },
    ...changes,
  };
}

/** The record of a panel `agoMs` before noon, with a draft unless told otherwise. */
export function record(panelId: string, agoMs = 0, changes: Partial<PanelState> = {}): CrashRecord {
  return toRecord(panelId, panelState({ draft: 'Half a thought', ...changes }), NOON_MS - agoMs);
}

/** The journal's row of a record, of a panel that came through its start. */
export function row(from: CrashRecord, changes: Partial<PanelRow> = {}): PanelRow {
  const atMs = Date.parse(from.timestamp);
  const made = changeRow(undefined, { panelId: from.panelId, settledAt: atMs - 50_000 }, atMs);
  return { ...made, startedAt: atMs - 60_000, record: from, ...changes };
}
