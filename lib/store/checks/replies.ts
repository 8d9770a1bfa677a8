import { formatTimestamp } from '../../protocol/timestamp.ts';
import { updateMessage } from '../messages.ts';
import { write } from '../migrate.ts';
import { isStreaming, listUnfinishedReplies } from '../replies.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { atOnce, counted, type Finding, firstOf, REPAIR, type StoreCheck } from './check.ts';

/** Who makes replies. */
export interface ReplyOwners {
  readonly isOwned: (replyId: string) => boolean;
  /** Makes the caller the owner of a reply until the returned function is called; undefined: somebody else is. */
  readonly claim: (replyId: string) => (() => void) | undefined;
  readonly now: () => number;
}

/** A reply that is being made has somebody who makes it. Those that wait for a key or their turn need nobody. */
export function replyCheck(owners: ReplyOwners): Required<StoreCheck> {
  return {
    name: 'replies',
    step: 'looking at replies',
    examine: (db) => atOnce(() => examine(db, owners)),
    repair: (db) => atOnce(() => repair(db, owners)),
  };
}

function examine(db: SqlDatabase, { isOwned }: ReplyOwners): Finding {
  const all = listUnfinishedReplies(db);
  const streaming = all.filter(({ status }) => status === 'streaming');
  // A reply that ended while this looked has let go of its lock and needs none.
  const lost = streaming.filter(({ id }) => !isOwned(id) && isStreaming(db, id)).map(({ id }) => id);
  if (lost.length > 0) {
    return {
      ok: false,
      detail: `nobody makes ${counted(lost.length, 'reply', 'replies')}: ${firstOf(lost)}`,
      cure: REPAIR,
    };
  }
  const queued = all.length - streaming.length;
  return { ok: true, detail: `${streaming.length} being made, ${queued} waiting for a key or their turn` };
}

/** As at every start: the text so far stays. */
function repair(db: SqlDatabase, { claim, now }: ReplyOwners): string | undefined {
  const interrupted = listUnfinishedReplies(db).filter(({ id, status }) => {
    const release = status === 'streaming' ? claim(id) : undefined;
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
