import type { Snapshot, SnapshotChange, SnapshotState } from '../protocol/snapshot-shapes.ts';
import { getDraft } from './drafts.ts';
import { sessionNow, startOf, summarize } from './session-summary.ts';
import { readSnapshotState, requireSnapshot } from './snapshots.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Two moments. `to` can be `now`: of the session of `from`, with what `ui` tells of the panel. */
export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly ui?: SnapshotState['ui'] | undefined;
}

/**
 * What is different between two snapshots, or a snapshot and now; nothing where they are equal. What one of them does not tell is
 * not compared. Errors: `not-found`, `store-corrupt`.
 */
export function compareSnapshots(
  db: SqlDatabase,
  { from, to, ui }: Comparison,
): { changes: SnapshotChange[]; isSameSession: boolean } {
  const before = sideOf(db, from);
  const after = to === 'now' ? sideNow(db, before.session, ui) : sideOf(db, to);
  const isSameSession = before.session === after.session;
  const changes = Object.keys(before).flatMap((what): SnapshotChange[] => {
    const [a, b] = [before[what as keyof Side], after[what as keyof Side]];
    if (a === undefined || b === undefined || a === b) return [];
    return what === 'draft' ? [{ what, from: startOf(a), to: startOf(b) }] : [{ what, from: a, to: b }];
  });
  return { changes, isSameSession };
}

type Value = string | number | null;

/** One of the moments. undefined: it does not tell. */
interface Side {
  readonly session: string | null;
  readonly title: string | null;
  readonly model: Value | undefined;
  readonly messages: number;
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
  readonly cost: number | undefined;
  readonly fileChanges: number | undefined;
  readonly proofs: number | undefined;
  readonly balance: number | undefined;
  /** All of it. */
  readonly draft: string | undefined;
  readonly view: string | undefined;
}

function sideOf(db: SqlDatabase, id: string): Side {
  const { sessionId, summary } = requireSnapshot(db, id);
  const { ui } = readSnapshotState(db, id);
  // One that was too long to be kept again is not told.
  const kept = typeof ui['draftLength'] === 'number' && ui['draftLength'] > 0 ? undefined : summary.draft;
  return toSide(sessionId, summary, textIn(ui, 'draft') ?? kept, ui);
}

function sideNow(db: SqlDatabase, sessionId: string | null, ui: SnapshotState['ui'] = {}): Side {
  const summary = summarize(db, sessionNow(db, sessionId), ui);
  return toSide(sessionId, summary, textIn(ui, 'draft') ?? getDraft(db, sessionId).content, ui);
}

function toSide(
  session: string | null,
  summary: Snapshot['summary'],
  draft: string | undefined,
  ui: SnapshotState['ui'],
): Side {
  const { title, messageCount, model, promptTokens, completionTokens, cost, fileChanges, proofs, balance } = summary;
  return {
    session,
    title,
    // Of no session there is no model, of another making's nobody told.
    model: session !== null && model === null ? undefined : model,
    messages: messageCount,
    promptTokens: promptTokens ?? undefined,
    completionTokens: completionTokens ?? undefined,
    cost: cost ?? undefined,
    fileChanges: fileChanges ?? undefined,
    proofs: proofs ?? undefined,
    balance: balance?.usd ?? undefined,
    draft,
    view: textIn(ui, 'currentView'),
  };
}

function textIn(ui: SnapshotState['ui'], key: string): string | undefined {
  const value = ui[key];
  return typeof value === 'string' ? value.toWellFormed() : undefined;
}
