import { describe, expect, it } from 'vitest';
import {
  endedWords,
  messagesWords,
  replyWords,
  savedWords,
  titleOf,
} from '../../../../entrypoints/sidepanel/views/crash-words.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { NOON_MS, record } from '../../../lib/recovery/records.ts';
import { messageRow } from '../../../support/fake-client.ts';

const crash = (agoMs: number, isClockChanged = false) => ({
  record: record('p1', agoMs),
  endedMs: NOON_MS - agoMs,
  isClockChanged,
});

it('titleOf and messagesWords tell of a session, and of none', () => {
  const one = { id: 's1', title: 'Lighthouses', messageCount: 1 };
  expect([titleOf({ session: one }), messagesWords({ session: one })]).toEqual(['Lighthouses', '1 message']);
  expect(messagesWords({ session: { ...one, messageCount: 12 } })).toBe('12 messages');
  expect([titleOf({ session: null }), messagesWords({ session: null })]).toEqual(['New session', '0 messages']);
});

it.each([
  [crash(1000), 'just now'],
  [crash(5 * 60_000), '5 min ago'],
  [crash(0, true), 'at a future time: the clock was changed'],
])('endedWords %#', (ended, words) => {
  expect(endedWords(ended, NOON_MS)).toBe(words);
});

it('savedWords tells how long before the end', () => {
  expect(savedWords({ ...crash(12_000), endedMs: NOON_MS })).toBe('saved 12 s before it closed');
  expect(savedWords({ ...crash(900), endedMs: NOON_MS })).toBe('saved until it closed');
});

describe('replyWords', () => {
  const asked = record('p1', 0, { replyId: 'r1' });
  const withReply = (fields: Partial<Message>) => ({
    state: 'ready' as const,
    value: { messages: [], draft: '', reply: messageRow({ id: 'r1', sequence: 2, ...fields }) },
  });

  it('says nothing where there was no reply', () => {
    expect(replyWords(record('p1'), { state: 'loading' })).toBe(undefined);
  });

  it.each([
    [{ status: 'complete' }, 'has since finished'],
    [{ status: 'streaming' }, 'still being written'],
    [{ status: 'queued' }, 'is waiting its turn'],
    [{ status: 'interrupted', content: 'Half' }, 'you can continue it'],
    [{ status: 'interrupted', content: '' }, 'had not started'],
    [{ status: 'error', error: { code: 'timeout', message: '', retryable: true } }, 'failed: No answer in time'],
  ] as const)('%j', (reply, words) => {
    expect(replyWords(asked, withReply(reply))).toContain(words);
  });

  it('says what it does not know', () => {
    expect(replyWords(asked, { state: 'loading' })).toContain('The store knows');
    expect(replyWords(asked, { state: 'ready', value: { messages: [], draft: '', reply: undefined } })).toContain(
      'no longer there',
    );
  });
});
