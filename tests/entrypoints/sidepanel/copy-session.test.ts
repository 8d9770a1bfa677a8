import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copySession, MAX_COPIED_LENGTH } from '../../../entrypoints/sidepanel/copy-session.ts';
import { NoticeModel } from '../../../entrypoints/sidepanel/models/notice-model.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { sessionMarkdown } from '../../../lib/transfer/session-markdown.ts';
import { createFakeClient, messageRow, sessionRow } from '../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../support/panel-environment.ts';

const SESSION = sessionRow({ id: 's', title: 'Tide tables', messageCount: 3 });

function messages(count: number, content = 'text'): Message[] {
  return Array.from({ length: count }, (_, index) =>
    messageRow({ id: `m${index}`, sessionId: 's', sequence: index + 1, content: `${content} ${index}` }),
  );
}

function open(rows: Message[]) {
  const fake = createFakeClient();
  const notices = new NoticeModel(panelEnvironment(fake.client).timers);
  const copied: string[] = [];
  let exports = 0;
  fake.answer('messages/list', ({ after = 0, limit = 50 }) => {
    const found = rows.filter(({ sequence }) => sequence > after);
    return { messages: found.slice(0, limit), hasMore: found.length > limit };
  });
  const tools = {
    ...{ client: fake.client, notices },
    copyText: async (text: string | Promise<string>) => void copied.push(await text),
    chooseExport: () => void exports++,
  };
  const said = () => notices.notice.value?.text;
  return { fake, notices, copied, tools, said, exports: () => exports };
}

describe('copySession', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('copies every message, read page by page, and says so', async () => {
    const rows = messages(450);
    const { fake, copied, tools, said } = open(rows);
    await copySession(SESSION, tools);
    expect(copied).toEqual([sessionMarkdown(SESSION, rows)]);
    expect(fake.paramsOf('messages/list').map(({ after }) => after)).toEqual([0, 200, 400]);
    expect(said()).toBe('Copied as Markdown');
  });

  it('copies nothing of a session that is too long, and leads to a file', async () => {
    const { copied, tools, said, notices, exports, fake } = open(messages(4000, 'x'.repeat(MAX_COPIED_LENGTH / 1000)));
    await copySession(SESSION, tools);
    expect([copied, said()]).toEqual([[], 'Too long for the clipboard. Export it to a file instead.']);
    expect(fake.paramsOf('messages/list').length).toBeLessThan(10);
    notices.act();
    expect(exports()).toBe(1);
  });

  it('is stopped', async () => {
    const { fake, copied, tools, said, notices } = open([]);
    fake.answer('messages/list', () => new Promise(() => {}));
    const copying = copySession(SESSION, tools);
    await settle();
    expect(notices.notice.value).toMatchObject({ text: 'Reading the session…', action: { label: 'Stop' } });
    notices.act();
    await copying;
    expect([copied, said()]).toEqual([[], 'Nothing was copied']);
  });

  it('says why nothing was copied, with the way to do it again', async () => {
    const { fake, copied, tools, said, notices } = open(messages(1));
    fake.answer('messages/list', () => {
      throw new AppError('disconnected', 'gone');
    });
    await copySession(SESSION, tools);
    expect(said()).toBe('Not copied: No connection to the store.');
    fake.answer('messages/list', () => ({ messages: messages(1), hasMore: false }));
    notices.act();
    await settle();
    expect([copied.length, said()]).toEqual([1, 'Copied as Markdown']);
    await copySession(SESSION, { ...tools, copyText: () => Promise.reject(new Error('no')) });
    expect(said()).toBe('The browser did not allow copying');
  });
});
