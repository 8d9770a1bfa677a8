import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { atOnce, counted, type Finding, firstOf, REPAIR } from '../../lib/store/checks/check.ts';
import { updateMessage } from '../../lib/store/messages.ts';
import { write } from '../../lib/store/migrate.ts';
import { isStreaming, listUnfinishedReplies } from '../../lib/store/replies.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { claimReply, isReplyOwned } from '../reply-locks.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** A reply that is being made has a process that makes it. Those that wait for a key or their turn need none. */
export const replies: DoctorCheck = {
  name: 'replies',
  step: 'looking at replies',
  examine: (db, { paths }) => atOnce(() => examine(db, paths.locks)),
  repair: (db, { paths, now }) => atOnce(() => repair(db, paths.locks, now)),
};

function examine(db: SqlDatabase, locks: string): Finding {
  const all = listUnfinishedReplies(db);
  const streaming = all.filter(({ status }) => status === 'streaming');
  // A reply that ended while this looked has let go of its lock and needs none.
  const lost = streaming.filter(({ id }) => !isReplyOwned(locks, id) && isStreaming(db, id)).map(({ id }) => id);
  if (lost.length > 0) {
    return {
      ok: false,
      detail: `nobody makes ${counted(lost.length, 'reply', 'replies')}: ${firstOf(lost)}. ${REPAIR}`,
    };
  }
  const queued = all.length - streaming.length;
  return { ok: true, detail: `${streaming.length} being made, ${queued} waiting for a key or their turn` };
}

/** As a host does when it starts: the text so far stays. */
function repair(db: SqlDatabase, locks: string, now: () => number): string | undefined {
  const interrupted = listUnfinishedReplies(db).filter(({ id, status }) => {
    const release = status === 'streaming' ? claimReply(locks, id) : undefined;
    if (!release) return false;
    try {
      return write(db, () => {
        if (!isStreaming(db, id)) return false;
        updateMessage(db, id, { status: 'interrupted' }, formatTimestamp(now()));
        return true;
      });
    } finally {
      release();
    }
  });
  if (interrupted.length === 0) return undefined;
  const whose = interrupted.length === 1 ? 'its' : 'their';
  return `called ${counted(interrupted.length, 'reply', 'replies')} interrupted; ${whose} text stays`;
}
