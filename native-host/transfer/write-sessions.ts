import type { Message } from '../../lib/protocol/shapes.ts';
import { listMessages } from '../../lib/store/messages.ts';
import { requireSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { createUniqueNames, sessionFileName } from '../../lib/transfer/file-names.ts';
import { SESSIONS_JSON } from '../../lib/transfer/session-json.ts';
import { messageMarkdown, sessionHeadMarkdown } from '../../lib/transfer/session-markdown.ts';
import type { Tally } from './export-tally.ts';
import { createZip } from './zip.ts';

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
  yield Buffer.from(SESSIONS_JSON.begin(exportedAt));
  for (const [index, id] of sessionIds.entries()) {
    yield Buffer.from(SESSIONS_JSON.session(requireSession(db, id), index === 0));
    let isFirst = true;
    for (const messages of pages(db, id)) {
      const texts: string[] = [];
      for (const message of messages) {
        texts.push(SESSIONS_JSON.message(message, isFirst));
        isFirst = false;
      }
      const chunk = Buffer.from(texts.join(''));
      yield chunk;
      await tally.add('messages', messages.length, chunk.length);
    }
    yield Buffer.from(SESSIONS_JSON.endSession);
    await tally.add('sessions', 1, 0);
  }
  yield Buffer.from(SESSIONS_JSON.end);
}

/** One session as Markdown. */
export async function* markdownBytes(
  { db, tally }: Pick<SessionsContent, 'db' | 'tally'>,
  id: string,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(sessionHeadMarkdown(requireSession(db, id)));
  for (const messages of pages(db, id)) {
    const chunk = Buffer.from(messages.map(messageMarkdown).join(''));
    yield chunk;
    await tally.add('messages', messages.length, chunk.length);
  }
  await tally.add('sessions', 1, 0);
}

/** A zip file with one Markdown file for each session. */
export function markdownZipBytes(content: SessionsContent): AsyncIterable<Uint8Array> {
  const zip = createZip();
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
