import type { Announce, NotificationName } from '../../../lib/protocol/notifications.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { requireMessage } from '../../../lib/store/messages.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { openStoreAt, temporaryStorePath } from '../../support/temporary-store.ts';

/** A streaming reply `r1` to a question in session `s1`, and a store that can be made to refuse. */
export interface ReplyFixture {
  readonly db: SqlDatabase;
  /** The same store as another process has it. */
  readonly other: SqlDatabase;
  readonly clock: FakeClock;
  readonly reply: Message;
  readonly announce: Announce;
  /** What was announced, oldest first. */
  readonly said: [NotificationName, unknown][];
  /** Every write fails with this while it is set. */
  refusal: Error | undefined;
  row(): Message;
}

export const BASE_URL = 'https://models.example';

export function createReplyFixture(content = '', reasoning?: string): ReplyFixture {
  const path = temporaryStorePath();
  const [real, other] = [openStoreAt(path), openStoreAt(path)];
  addSession(real, 's1');
  addMessage(real, 's1', 'q1', { content: 'Question?' });
  const provider = { baseUrl: BASE_URL, ...(reasoning !== undefined && { reasoning }) };
  const reply = addMessage(real, 's1', 'r1', {
    role: 'assistant',
    status: 'streaming',
    content,
    model: 'a model',
    provider,
  });
  const said: [NotificationName, unknown][] = [];
  const fixture: ReplyFixture = {
    db: {
      ...real,
      transaction(work) {
        if (fixture.refusal) throw fixture.refusal;
        return real.transaction(work);
      },
    },
    other,
    clock: createFakeClock(),
    reply,
    announce: (name, params) => said.push([name, params]),
    said,
    refusal: undefined,
    row: () => requireMessage(real, 'r1'),
  };
  return fixture;
}
