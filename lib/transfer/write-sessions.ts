import type { Message } from '../protocol/shapes.ts';
import { listMessages } from '../store/messages.ts';
import { requireSession } from '../store/sessions.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import type { Tally } from './export-tally.ts';
import { createUniqueNames, sessionFileName } from './file-names.ts';
import { SESSIONS_JSON } from './session-json.ts';
import { messageMarkdown, sessionHeadMarkdown } from './session-markdown.ts';
import type { ZipWriter } from './zip.ts';

const encoder = new TextEncoder();

/** Messages read at once: no session has to fit into memory. */
const PAGE = { limit: 200, bytes: 128 * 1024 };

export interface SessionsContent {
  /** In one read transaction. */
  readonly db: SqlDatabase;
  readonly sessionIds: readonly string[];
  readonly exportedAt: string;
  readonly tally: Tally;
}

/** Sessions as our JSON. */
export async function* jsonBytes({ db, sessionIds, exportedAt, tally }: SessionsContent): AsyncGenerator<Uint8Array> {
  yield encoder.encode(SESSIONS_JSON.begin(exportedAt));
  for (const [index, id] of sessionIds.entries()) {
    yield encoder.encode(SESSIONS_JSON.session(requireSession(db, id), index === 0));
    let isFirst = true;
    for (const messages of pages(db, id)) {
      const texts: string[] = [];
      for (const message of messages) {
        texts.push(SESSIONS_JSON.message(message, isFirst));
        isFirst = false;
      }
      const chunk = encoder.encode(texts.join(''));
      yield chunk;
      await tally.add('messages', messages.length, chunk.length);
    }
    yield encoder.encode(SESSIONS_JSON.endSession);
    await tally.add('sessions', 1, 0);
  }
  yield encoder.encode(SESSIONS_JSON.end);
}

/** One session as Markdown. */
export async function* markdownBytes(
  { db, tally }: Pick<SessionsContent, 'db' | 'tally'>,
  id: string,
): AsyncGenerator<Uint8Array> {
  yield encoder.encode(sessionHeadMarkdown(requireSession(db, id)));
  for (const messages of pages(db, id)) {
    const chunk = encoder.encode(messages.map(messageMarkdown).join(''));
    yield chunk;
    await tally.add('messages', messages.length, chunk.length);
  }
  await tally.add('sessions', 1, 0);
}

/** A zip file with one Markdown file for each session. */
export function markdownZipBytes(content: SessionsContent, zip: ZipWriter): AsyncIterable<Uint8Array> {
  const unique = createUniqueNames();
  for (const id of content.sessionIds) {
    const { title, createdAt } = requireSession(content.db, id);
    zip.add(unique(sessionFileName(title, createdAt), '.md'), () => markdownBytes(content, id));
  }
  return zip.bytes();
}

function* pages(db: SqlDatabase, sessionId: string): Generator<Message[]> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const { messages, hasMore } = listMessages(db, { sessionId, after, limit: PAGE.limit }, PAGE.bytes);
    const last = messages.at(-1);
    if (!last) return;
    yield messages;
    if (!hasMore) return;
    after = last.sequence;
  }
}
