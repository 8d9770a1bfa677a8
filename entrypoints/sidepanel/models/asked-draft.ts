import type { Message } from '../../../lib/protocol/shapes.ts';
import type { CrashRecord } from '../../../lib/recovery/crash-record.ts';
import type { Client } from '../../../lib/rpc/client.ts';

/** A draft of the session that was not made became the first question of one of the newest. */
const NEWEST_SESSIONS = 5;

/** Whether the draft of a record became a question after the record was written. Rejects when the store cannot be asked. */
export async function wasAsked(client: Client, record: CrashRecord): Promise<boolean> {
  const { session, draft, draftUpdatedAt, timestamp } = record;
  const since = draftUpdatedAt ?? timestamp;
  const isIt = ({ role, content, createdAt }: Message) =>
    role === 'user' && createdAt >= since && content.trim().startsWith(draft.trim());
  if (draft.trim() === '') return false;
  if (session) return (await client.call('messages/list', { sessionId: session.id })).messages.some(isIt);
  const { sessions } = await client.call('sessions/list', { limit: NEWEST_SESSIONS });
  for (const { id, createdAt } of sessions) {
    if (createdAt < since) continue;
    const { messages } = await client.call('messages/list', { sessionId: id, after: 0, limit: 1 });
    if (messages.some(isIt)) return true;
  }
  return false;
}
