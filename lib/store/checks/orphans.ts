import { keepStrandedDrafts } from '../keep-stranded-drafts.ts';
import { write } from '../migrate.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { atOnce, counted, type Finding, REPAIR, type StoreCheck } from './check.ts';

/**
 * What goes with a session is gone with it. Recordings and statistics are not in this: they outlive their session. Nothing is
 * removed for being left behind: it may be the last that there is of a session.
 */
export const orphans: StoreCheck = {
  name: 'left behind',
  step: 'looking for what has no session',
  examine: (db) => atOnce(() => examine(db)),
  repair: (db) => atOnce(() => repair(db)),
};

const HAS_NONE = 'NOT IN (SELECT id FROM sessions)';
const DRAFTS = `FROM drafts WHERE session_id <> '' AND session_id ${HAS_NONE}`;
const SNAPSHOTS = `FROM snapshots WHERE session_id IS NOT NULL AND session_id ${HAS_NONE}`;

function examine(db: SqlDatabase): Finding {
  const { drafts, snapshots } = count(db);
  const found = [
    ...(drafts > 0 ? [counted(drafts, 'text that was typed', 'texts that were typed')] : []),
    ...(snapshots > 0 ? [counted(snapshots, 'snapshot')] : []),
  ];
  if (found.length === 0) return { ok: true, detail: 'every draft and snapshot has its session, or is of none' };
  return { ok: false, detail: `${found.join(' and ')} of sessions that are gone`, cure: REPAIR };
}

function repair(db: SqlDatabase): string | undefined {
  const before = count(db);
  const after = write(db, () => {
    keepStrandedDrafts(db);
    db.run(`UPDATE snapshots SET session_id = NULL WHERE id IN (SELECT id ${SNAPSHOTS})`);
    return count(db);
  });
  const drafts = before.drafts - after.drafts;
  const done = [
    ...(drafts > 0 ? [`put ${counted(drafts, 'text')} into the draft of a new session`] : []),
    ...(before.snapshots > 0 ? [`kept ${counted(before.snapshots, 'snapshot')} as of no session`] : []),
  ];
  return done.length > 0 ? done.join(', ') : undefined;
}

function count(db: SqlDatabase): { drafts: number; snapshots: number } {
  const number = (from: string) => db.get<{ count: number }>(`SELECT count(*) AS count ${from}`)?.count ?? 0;
  return { drafts: number(DRAFTS), snapshots: number(SNAPSHOTS) };
}
