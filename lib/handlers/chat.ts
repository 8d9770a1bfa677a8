import type { Replies } from '../chat/replies.ts';
import { AppError } from '../protocol/errors.ts';
import type { Message } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { branchSession } from '../store/branch.ts';
import { clearSentDraft } from '../store/drafts.ts';
import { appendMessage, findMessage, listMessages, requireMessage } from '../store/messages.ts';
import { write } from '../store/migrate.ts';
import { listUnfinishedReplies, reopenReply } from '../store/replies.ts';
import { requireLivingSession, requireSession } from '../store/sessions.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

interface Provider {
  readonly baseUrl: string;
  readonly model: string;
}

/** Answers `credentials/set` and `chat/*`. A reply is claimed before its row says `streaming`, and started after the commit. */
export function chatHandlers(access: StoreAccess, replies: Replies) {
  /** Runs `work`, which may make `replyId` stream, and starts the reply if it did. */
  function startingReply<Result>(
    replyId: string,
    baseUrl: string,
    work: (begin: ReplyBeginning) => Result & { reply: Message },
  ) {
    const release = replies.credentialsFor(baseUrl) ? replies.claim(replyId) : undefined;
    let result: Result & { reply: Message };
    let status: 'streaming' | 'queued' | undefined;
    try {
      result = work(() => {
        status = replies.statusFor(baseUrl);
        if (status === 'streaming' && !release) throw alreadyBeingWritten();
        return status;
      });
    } catch (error) {
      release?.();
      throw error;
    }
    if (status === 'streaming' && release) replies.start(result.reply, baseUrl, release);
    else release?.();
    return result;
  }

  return {
    'credentials/set': (credentials) => {
      replies.setCredentials(credentials);
      return {};
    },

    'chat/send': ({ sessionId, userMessage, replyId, provider, clearsDraft }, { requestId }) =>
      startingReply(replyId, provider.baseUrl, (begin) =>
        change(
          access,
          requestId,
          { tables: ['messages', 'sessions', 'drafts'], sessionIds: [sessionId] },
          (db, now) => {
            const status = begin();
            refuseSecondReply(db, sessionId);
            const question = { ...userMessage, sessionId, role: 'user', status: 'complete', createdAt: now } as const;
            const stored = appendMessage(db, question, now);
            const reply = appendReply(db, { id: replyId, sessionId, provider, status }, now);
            if (clearsDraft) clearSentDraft(db, sessionId, userMessage.content, stored.sequence === 1);
            return { userMessage: stored, reply };
          },
          (db) => ({ userMessage: requireMessage(db, userMessage.id), reply: requireMessage(db, replyId) }),
        ),
      ),

    'chat/retry': async ({ replyId, newReplyId, branchId, provider }, { requestId }) => {
      // The last text of a reply that was just stopped is still on its way: only then it is known whether it has any.
      await replies.whenLetGo(replyId);
      const failed = requireReply(access.db(), replyId);
      const inPlace = canBeTakenUp(access.db(), failed);
      return startingReply(inPlace ? replyId : newReplyId, provider.baseUrl, (begin) => {
        const result = change(
          access,
          requestId,
          { tables: ['messages', 'sessions'], sessionIds: [failed.sessionId, branchId] },
          (db, now) => {
            const status = begin();
            if (inPlace) {
              if (failed.status !== 'queued') refuseSecondReply(db, failed.sessionId);
              return takeUp(db, failed, provider, status, now);
            }
            refuseSecondReply(db, failed.sessionId);
            const question = placeBefore(db, failed);
            branchSession(db, { id: branchId, from: failed.sessionId, at: question, branchName: 'retry' }, now);
            const reply = appendReply(db, { id: newReplyId, sessionId: branchId, provider, status }, now);
            return { session: requireSession(db, branchId), reply };
          },
          (db) => {
            const reply = findMessage(db, newReplyId) ?? requireMessage(db, replyId);
            return { session: requireSession(db, reply.sessionId), reply };
          },
        );
        if (!inPlace) access.onBranched?.();
        return result;
      });
    },

    'chat/continue': async ({ replyId, provider }) => {
      if (!replies.credentialsFor(provider.baseUrl)) {
        throw new AppError(
          'provider-unauthorized',
          'There is no key for this model server yet. Add it, then continue.',
        );
      }
      await replies.whenLetGo(replyId);
      return startingReply(replyId, provider.baseUrl, (begin) => {
        const db = access.db();
        const now = formatTimestamp(access.now());
        const result = write(db, () => {
          // A reply that waits counts from when it was asked for, which of this one may be long ago.
          if (begin() === 'queued') throw noRoom();
          const reply = requireReply(db, replyId);
          refuseSecondReply(db, reply.sessionId);
          if (reply.status === 'complete' || placeAfter(db, reply)) {
            throw new AppError(
              'conflict',
              'Only an interrupted reply at the end of its session can be continued. Retry it.',
            );
          }
          return takeUp(db, reply, provider, 'streaming', now);
        });
        access.announce('changed', { tables: ['messages', 'sessions'], sessionIds: [result.session.id] });
        return { reply: result.reply };
      });
    },

    'chat/cancel': ({ replyId }) => {
      replies.cancel(replyId);
      return {};
    },
  } satisfies Partial<Handlers>;
}

/**
 * To be called in the transaction in which this very request, not an earlier sending of it, writes the reply's row; returns
 * what it is to say. Errors: `busy` when another one still makes this reply.
 */
type ReplyBeginning = () => 'streaming' | 'queued';

function refuseSecondReply(db: SqlDatabase, sessionId: string): void {
  if (listUnfinishedReplies(db, sessionId).length > 0) throw alreadyBeingWritten();
}

function alreadyBeingWritten(): AppError {
  return new AppError('busy', 'A reply is still being written in this session. Wait for it, or stop it first.');
}

function noRoom(): AppError {
  return new AppError(
    'busy',
    'As many replies are being written as can be at once. Wait for one of them, then continue.',
  );
}

function appendReply(
  db: SqlDatabase,
  reply: { id: string; sessionId: string; provider: Provider; status: 'streaming' | 'queued' },
  now: string,
): Message {
  const { id, sessionId, provider, status } = reply;
  const { baseUrl, model } = provider;
  return appendMessage(
    db,
    { id, sessionId, role: 'assistant', content: '', createdAt: now, status, model, provider: { baseUrl } },
    now,
  );
}

function requireReply(db: SqlDatabase, id: string): Message {
  const reply = requireMessage(db, id);
  if (reply.role !== 'assistant') throw new AppError('invalid', `Message ${id} is not a reply.`);
  return reply;
}

/** An empty failed reply at the end of its session is asked for again in place: a branch would only keep the failure. */
function canBeTakenUp(db: SqlDatabase, reply: Message): boolean {
  return reply.content === '' && reply.status !== 'complete' && reply.status !== 'streaming' && !placeAfter(db, reply);
}

function takeUp(db: SqlDatabase, reply: Message, provider: Provider, status: 'streaming' | 'queued', now: string) {
  requireLivingSession(db, reply.sessionId);
  const taken = reopenReply(db, reply, { ...provider, status }, now);
  return { session: requireSession(db, reply.sessionId), reply: taken };
}

function placeBefore(db: SqlDatabase, message: Message): number {
  const range = { sessionId: message.sessionId, limit: 1, before: message.sequence };
  return listMessages(db, range).messages[0]?.sequence ?? 0;
}

function placeAfter(db: SqlDatabase, message: Message): boolean {
  return listMessages(db, { sessionId: message.sessionId, limit: 1, after: message.sequence }).messages.length > 0;
}
