import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import { appendMessage } from '../../../lib/store/messages.ts';
import { applyOnce } from '../../../lib/store/requests.ts';
import { createSession } from '../../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';
import { assertKept, createAckLog } from './ack-log.ts';

const NOW = '2026-01-31T12:00:00.000Z';

/** A client whose host commits what it is sent, or does not, and acknowledges it, or does not. */
function clientOf(db: SqlDatabase, { commits = true, acknowledges = true }): Client {
  return {
    async change(
      _method: 'messages/append',
      message: { id: string; sessionId: string; content: string },
      options: { requestId: string },
    ) {
      const change = { requestId: options.requestId, now: NOW };
      const row = { ...message, role: 'user', status: 'complete', createdAt: NOW } as const;
      if (commits)
        applyOnce(
          db,
          change,
          () => void appendMessage(db, row, NOW),
          () => {},
        );
      if (!acknowledges) throw new AppError('disconnected', 'Gone.');
      return { message };
    },
  } as unknown as Client;
}

function begin() {
  const db = openTemporaryStore();
  const sessionId = newId();
  const create = () => createSession(db, { id: sessionId, title: 't', model: 'm', createdAt: NOW });
  applyOnce(
    db,
    { requestId: newId(), now: NOW },
    () => void create(),
    () => {},
  );
  return { db, log: createAckLog(sessionId) };
}

describe('assertKept', () => {
  it('accepts what was acknowledged, and a tail that is in the store or not', async () => {
    const { db, log } = begin();
    await log.append(clientOf(db, {}));
    await expect(log.append(clientOf(db, { acknowledges: false }))).rejects.toThrow('Gone');
    await expect(log.append(clientOf(db, { commits: false, acknowledges: false }))).rejects.toThrow('Gone');
    expect([log.acknowledgedCount(), log.tailCount()]).toEqual([1, 2]);
    expect(assertKept(db, [log])).toEqual({ lost: 0, duplicated: 0 });
    await log.resend(clientOf(db, {}));
    expect([log.acknowledgedCount(), log.tailCount()]).toEqual([3, 0]);
    expect(assertKept(db, [log])).toEqual({ lost: 0, duplicated: 0 });
  });

  it('finds an acknowledged message that is not there', async () => {
    const { db, log } = begin();
    await log.append(clientOf(db, { commits: false }));
    expect(() => assertKept(db, [log])).toThrow('acknowledged, but lost');
  });

  it('finds a message that nobody sent', async () => {
    const { db, log } = begin();
    await createAckLog((db.get<{ id: string }>('SELECT id FROM sessions') ?? { id: '' }).id).append(clientOf(db, {}));
    expect(() => assertKept(db, [log])).toThrow('stored, but not sent');
  });

  it('finds half an operation', async () => {
    const { db, log } = begin();
    await log.append(clientOf(db, {}));
    db.run('DELETE FROM requests WHERE id = (SELECT max(id) FROM requests)');
    expect(() => assertKept(db, [log])).toThrow('requests recorded');
    db.run('UPDATE sessions SET message_count = 7');
    expect(() => assertKept(db, [log])).toThrow('to deeply equal []');
  });
});
