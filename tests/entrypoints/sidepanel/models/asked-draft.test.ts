import { beforeEach, describe, expect, it } from 'vitest';
import { wasAsked } from '../../../../entrypoints/sidepanel/models/asked-draft.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { record } from '../../../lib/recovery/records.ts';
import { createFakeClient, type FakeClient, messageRow, sessionRow } from '../../../support/fake-client.ts';

const BEFORE = '2026-01-31T11:59:59.000Z';
const AFTER = '2026-01-31T12:00:01.000Z';
const SINCE = { draftUpdatedAt: '2026-01-31T12:00:00.000Z' };

describe('wasAsked', () => {
  let fake: FakeClient;
  let rows: Message[];
  beforeEach(() => {
    fake = createFakeClient();
    rows = [];
    fake.answer('messages/list', ({ sessionId }) => ({
      messages: rows.filter((row) => row.sessionId === sessionId),
      hasMore: false,
    }));
  });
  const ask = (fields: Partial<Message>) =>
    rows.push(messageRow({ id: `m${rows.length}`, sequence: rows.length + 1, sessionId: 's1', ...fields }));

  it.each([
    ['the whole question', { content: 'Half a thought' }, true],
    ['its beginning', { content: ' Half a thought and more' }, true],
    ['another question', { content: 'Half a word' }, false],
    ['an older question', { content: 'Half a thought', createdAt: BEFORE }, false],
    ['what a reply says', { content: 'Half a thought', role: 'assistant' }, false],
  ] as const)('looks in its session: %s', async (_, message, expected) => {
    ask({ createdAt: AFTER, ...message });
    expect(await wasAsked(fake.client, record('p1', 0, SINCE))).toBe(expected);
  });

  it('looks at the first question of sessions made since, where there was no session yet', async () => {
    const sessions = [sessionRow({ id: 's2', createdAt: AFTER }), sessionRow({ id: 's3', createdAt: BEFORE })];
    fake.answer('sessions/list', () => ({ sessions, nextCursor: null }));
    const draft = record('p1', 0, { ...SINCE, session: null });
    expect(await wasAsked(fake.client, draft)).toBe(false);
    ask({ sessionId: 's3', content: 'Half a thought', createdAt: AFTER });
    expect(await wasAsked(fake.client, draft)).toBe(false);
    ask({ sessionId: 's2', content: 'Half a thought', createdAt: AFTER });
    expect(await wasAsked(fake.client, draft)).toBe(true);
  });

  it('asks nobody about a draft that says nothing', async () => {
    expect(await wasAsked(fake.client, record('p1', 0, { draft: ' \n' }))).toBe(false);
    expect(fake.calls).toEqual([]);
  });
});
