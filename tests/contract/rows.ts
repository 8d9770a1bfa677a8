import { sha256 as sha256OfBytes } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect } from 'vitest';
import type { ErrorCode } from '../../lib/protocol/errors.ts';
import type { Message, Session } from '../../lib/protocol/shapes.ts';
import { appendMessage, type NewMessage } from '../../lib/store/messages.ts';
import { createSession, type NewSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';

/** The moment `minutes` after 2026-01-31T12:00:00.000Z. */
export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 0, 31, 12, minutes)).toISOString();
}

/** Adds a session, by default made at noon. */
export function addSession(db: SqlDatabase, id: string, changes: Partial<NewSession> = {}): Session {
  return createSession(db, { id, title: `Title of ${id}`, model: 'a model', createdAt: at(0), ...changes });
}

/** Adds a message, by default a complete question of noon. */
export function addMessage(
  db: SqlDatabase,
  sessionId: string,
  id: string,
  changes: Partial<NewMessage> = {},
  now: string = at(0),
): Message {
  const message = {
    id,
    sessionId,
    role: 'user',
    content: `Text of ${id}`,
    createdAt: at(0),
    status: 'complete',
  } as const;
  return appendMessage(db, { ...message, ...changes }, now);
}

/** Matches an error of ours with this code. */
export function withCode(code: ErrorCode): unknown {
  return expect.objectContaining({ name: 'AppError', code });
}

/** SHA-256, hex, of text in UTF-8; not the store's own, and in a browser too. */
export function sha256(text: string): string {
  return bytesToHex(sha256OfBytes(new TextEncoder().encode(text)));
}
