import { byNewest, type CrashRecord, isAtStake, isOfAnotherClock, newestRecord } from './crash-record.ts';
import { isForgotten, type PanelRow } from './panel-row.ts';

/** Until so long after its last word a crashed panel is offered; later it is kept as a snapshot. Source: the specification. */
const RECENT_MS = 30 * 60_000;

/** So many starts that failed within so long: what is restored may be what makes them fail. */
const LOOP_STARTS = 2;
const LOOP_MS = 5 * 60_000;

/** A panel that ended without a mark, with something at stake. */
export interface Crash {
  readonly record: CrashRecord;
  /** When it was last heard of, in ms since 1970: it ended then, or at most half a minute later. */
  readonly endedMs: number;
  /** The record is from the future: how old it is cannot be told. */
  readonly isClockChanged: boolean;
}

/** What is known of panels: by the page's storage, by the journal, and by the locks that are held. */
export interface KnownPanels {
  readonly stored: readonly CrashRecord[];
  readonly rows: readonly PanelRow[];
  /** Ids of those that live, the one that asks among them. */
  readonly living: ReadonlySet<string>;
}

/** What is to be done about the panels that ended. */
export interface EndedPanels {
  /** To be offered, newest first. */
  readonly crashes: readonly Crash[];
  /** To be kept as snapshots without a word, then forgotten. */
  readonly expired: readonly Crash[];
  /** Where the panel was that ended last as one does, or with nothing at stake: shown again without a word. */
  readonly last: CrashRecord | undefined;
  /** Ids of those of which nothing is needed any more, wherever it is. */
  readonly forgotten: readonly string[];
  readonly isCrashLoop: boolean;
}

/** Sorts the panels that ended by what is to be done about them, at a moment (ms since 1970). */
export function findCrashes({ stored, rows, living }: KnownPanels, nowMs: number): EndedPanels {
  const records = new Map(stored.map((record) => [record.panelId, record]));
  const known = new Map(rows.map((row) => [row.panelId, row]));
  const ended = [...new Set([...known.keys(), ...records.keys()])]
    .filter((id) => !living.has(id))
    .map((id) => ({
      id,
      row: known.get(id),
      record: newestRecord([known.get(id)?.record, records.get(id)], nowMs),
    }));

  const crashes: Crash[] = [];
  const expired: Crash[] = [];
  const silent: CrashRecord[] = [];
  const forgotten: string[] = [];
  for (const { id, row, record } of ended) {
    if (row && isForgotten(row)) {
      if (records.has(id)) forgotten.push(id);
    } else if (!record) {
      // How it started still counts for a while.
      if (!row || !isFailedStart(row, nowMs)) forgotten.push(id);
    } else if (isCrash(row, record)) {
      const endedMs = Math.max(Date.parse(record.timestamp), row?.aliveAt ?? 0);
      const crash = { record, endedMs, isClockChanged: isOfAnotherClock(endedMs, nowMs) };
      if (nowMs - endedMs > RECENT_MS) expired.push(crash);
      else crashes.push(crash);
    } else silent.push(record);
  }
  const [last, ...older] = silent.toSorted(byNewest(nowMs));
  const { different, repeated } = withoutRepeated(crashes.toSorted((a, b) => b.endedMs - a.endedMs));
  return {
    crashes: different,
    expired,
    last,
    forgotten: [...forgotten, ...[...older, ...repeated].map(({ panelId }) => panelId)],
    isCrashLoop: ended.filter(({ row }) => row && isFailedStart(row, nowMs)).length >= LOOP_STARTS,
  };
}

/**
 * A panel that crashes while it only shows what an earlier one had left has nothing of its own; nor have two panels that showed
 * the same. The newest of each stays, with what an older one knew besides: where one read, where the caret was, which reply
 * was being made.
 */
function withoutRepeated(crashes: readonly Crash[]): { different: Crash[]; repeated: CrashRecord[] } {
  const groups = Map.groupBy(crashes, ({ record }) => JSON.stringify([record.session?.id ?? null, record.draft]));
  const all = [...groups.values()];
  return {
    different: all.map((same) => same.reduce(withOlder)),
    repeated: all.flatMap((same) => same.slice(1).map(({ record }) => record)),
  };
}

function withOlder(newer: Crash, { record: older }: Crash): Crash {
  const { record } = newer;
  const ui = { ...record.ui, place: record.ui.place ?? older.ui.place, caret: record.ui.caret ?? older.ui.caret };
  return { ...newer, record: { ...record, ui, replyId: record.replyId ?? older.replyId } };
}

/** Whether a panel that does not live any more left something behind that a person has to be asked about. */
function isCrash(row: PanelRow | undefined, record: CrashRecord): boolean {
  const isMarked = row !== undefined && row.endedAt !== null;
  return isAtStake(record) && (!isMarked || record.isCutOff);
}

/** Whether a panel ended, not as one does, before its start was over, and not long ago. */
function isFailedStart({ startedAt, settledAt, endedAt }: PanelRow, nowMs: number): boolean {
  const ageMs = nowMs - startedAt;
  return settledAt === null && endedAt === null && ageMs >= 0 && ageMs <= LOOP_MS;
}
