import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecorderModel } from '../../../../entrypoints/sidepanel/models/recorder-model.ts';
import { playAt } from '../../../../lib/playback/play-at.ts';
import { readEvents } from '../../../../lib/playback/recorded-events.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import type { FileChange, Proof } from '../../../../lib/protocol/work-shapes.ts';
import { messageRow } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel } from '../../../support/panel-harness.ts';
import { recordingRow } from '../../../support/recording-row.ts';

const START_MS = Date.parse('2026-02-01T12:00:00.000Z');

/** A panel that records the session `s`, whose rows are those of the list. */
async function openRecorder(rows: Message[] = []) {
  const { panel, fake, ...harness } = openPanel();
  fake.answer('messages/list', ({ after = 0 }) => ({
    messages: rows.filter(({ sequence }) => sequence > after),
    hasMore: false,
  }));
  const work = { fileChanges: [] as FileChange[], proofs: [] as Proof[] };
  fake.answer('file-changes/list', () => ({ fileChanges: work.fileChanges, nextCursor: null }));
  fake.answer('proofs/list', () => ({ proofs: work.proofs, nextCursor: null }));
  fake.answer('recordings/list', () => ({ recordings: [], nextCursor: null }));
  for (const method of ['recordings/start', 'recordings/append', 'recordings/stop'] as const) {
    fake.answer(method, ({ id }) => ({ recording: recordingRow({ id }) }));
  }
  const recorder = panel.modelOf(RecorderModel);
  await recorder.start('s', 'Tides');
  await settle();
  const id = recorder.running.value?.id ?? '';
  const events = () => fake.paramsOf('recordings/append').flatMap((params) => params.events);
  const told = () => events().map(({ atMs, type, data }) => [atMs, type, data]);
  const changed = { tables: ['messages'], sessionIds: ['s'] };
  return {
    ...{ panel, fake, recorder, rows, work, id, events, told, changed },
    [Symbol.dispose]: harness[Symbol.dispose],
  };
}

describe('RecorderModel', () => {
  beforeEach(() => void vi.useFakeTimers({ now: START_MS }));
  afterEach(() => void vi.useRealTimers());

  it('records what is asked and answered, as it comes', async () => {
    using opened = await openRecorder([messageRow({ id: 'old', sessionId: 's', sequence: 1, content: 'Before' })]);
    const { panel, fake, recorder, rows, id, told, events } = opened;
    expect(fake.paramsOf('recordings/start')).toEqual([
      { id, sessionId: 's', title: 'Tides', panelId: 'panel', profileId: 'p1' },
    ]);
    await vi.advanceTimersByTimeAsync(1000);
    panel.save.submit({
      method: 'chat/send',
      params: {
        ...{ sessionId: 's', userMessage: { id: 'q', content: 'Why?' }, replyId: 'a', clearsDraft: true },
        provider: { baseUrl: 'http://x', model: 'm' },
      },
    });
    await vi.advanceTimersByTimeAsync(500);
    for (const [offset, text] of [
      [0, 'The '],
      [4, 'moon'],
    ] as const) {
      fake.emit('chat/delta', { replyId: 'a', offset, text });
      fake.emit('chat/delta', { replyId: 'other', offset, text });
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(300);
    fake.emit('chat/delta', { replyId: 'a', offset: 4, text: 'moon.' });
    const toolCalls = [{ name: 'look', arguments: '{}', output: 'seen', status: 'completed' }];
    const facts = { promptTokens: 3, completionTokens: 2, cost: 0.5, durationMs: 900, model: 'm', toolCalls };
    const reply = messageRow({
      id: 'a',
      sessionId: 's',
      sequence: 3,
      role: 'assistant',
      content: 'The moon.',
      ...facts,
    });
    rows.push(messageRow({ id: 'q', sessionId: 's', sequence: 2, content: 'Why?' }), reply);
    fake.emit('chat/done', { reply });
    fake.emit('chat/done', { reply });
    fake.emit('changed', opened.changed);
    await vi.advanceTimersByTimeAsync(1500);
    const call = { messageId: 'a', callId: 'a 0', name: 'look' };
    expect(told()).toEqual([
      [1000, 'message.user', { messageId: 'q', text: 'Why?' }],
      [1500, 'message.assistant.start', { messageId: 'a', model: 'm' }],
      [1500, 'message.assistant.chunk', { messageId: 'a', text: 'The moon', offset: 0 }],
      [2000, 'message.assistant.chunk', { messageId: 'a', text: '.', offset: 8 }],
      [2000, 'tool.start', { ...call, arguments: '{}' }],
      [2000, 'tool.complete', { ...call, status: 'completed', output: 'seen' }],
      [
        ...[2000, 'message.assistant.complete'],
        {
          messageId: 'a',
          status: 'complete',
          promptTokens: 3,
          completionTokens: 2,
          cost: 0.5,
          durationMs: 900,
          model: 'm',
        },
      ],
    ]);
    expect(events().map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(recorder.elapsedMs.value).toBe(3000);
    recorder.stop();
    expect(fake.paramsOf('recordings/stop')).toEqual([{ id, durationMs: 3500 }]);
    expect(recorder.running.value).toBeUndefined();
  });

  it('records what another panel asks, and what it could not hear, from the rows', async () => {
    using opened = await openRecorder();
    const { fake, rows, events } = opened;
    const row = { sessionId: 's', createdAt: '2026-02-01T12:00:01.000Z' };
    rows.push(
      messageRow({ ...row, id: 'q', sequence: 1, content: 'Why?' }),
      messageRow({ ...row, id: 'a', sequence: 2, role: 'assistant', status: 'streaming', content: 'The ' }),
    );
    fake.emit('chat/delta', { replyId: 'a', offset: 4, text: 'moon' });
    fake.emit('changed', opened.changed);
    await vi.advanceTimersByTimeAsync(300);
    fake.emit('chat/delta', { replyId: 'a', offset: 20, text: 'too far' });
    const error = { code: 'timeout', message: 'Too late.', retryable: true };
    rows[1] = messageRow({
      ...row,
      id: 'a',
      sequence: 2,
      role: 'assistant',
      status: 'error',
      content: 'The sun',
      error,
    });
    fake.emit('chat/failed', { replyId: 'a', error });
    await vi.advanceTimersByTimeAsync(1500);
    const { entries } = playAt(null, readEvents(events()), Number.POSITIVE_INFINITY);
    expect(entries.map(({ kind, text, status, error: why }) => [kind, text, status, why])).toEqual([
      ['question', 'Why?', 'complete', null],
      ['reply', 'The sun', 'error', 'Too late.'],
    ]);
  });

  it('begins with a reply that is being made, and with the balance', async () => {
    using opened = await openRecorder([
      messageRow({ id: 'a', sessionId: 's', sequence: 1, role: 'assistant', status: 'streaming', content: 'Half' }),
    ]);
    const usd = { usd: 4, diem: null, canConsume: true, nextEpochAt: null, fetchedAt: '' };
    opened.panel.balance.balance.value = { now: usd, spentUsd: null };
    await vi.advanceTimersByTimeAsync(1000);
    expect(opened.told()).toEqual([
      [0, 'message.assistant.start', { messageId: 'a' }],
      [0, 'message.assistant.chunk', { messageId: 'a', text: 'Half', offset: 0 }],
      [0, 'balance.update', { usd: 4, diem: null }],
    ]);
  });

  it.each([
    ['version-mismatch', 'Recording stopped: the host does not support recordings yet. Update the host.', 0],
    ['not-found', 'Recording stopped: No longer there.', 0],
    ['too-large', 'Recording stopped: Longer than 16 MB.', 2],
  ] as const)('stops and says so when it is refused as %s', async (code, words, kept) => {
    using opened = await openRecorder();
    const { panel, fake, recorder } = opened;
    fake.answer('recordings/append', async () => {
      // The next part is on its way meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new AppError(code, 'No.');
    });
    fake.emit('chat/done', { reply: messageRow({ id: 'a', sessionId: 's', sequence: 1, role: 'assistant' }) });
    await vi.advanceTimersByTimeAsync(1020);
    fake.emit('chat/done', { reply: messageRow({ id: 'b', sessionId: 's', sequence: 2, role: 'assistant' }) });
    await vi.advanceTimersByTimeAsync(1100);
    expect(recorder.running.value).toBeUndefined();
    expect(panel.notices.notice.value?.text).toBe(words);
    expect(panel.save.unsent.value.length).toBe(kept);
  });

  it('records what becomes of files and proofs, each once', async () => {
    using opened = await openRecorder();
    const { fake, recorder, work, told, events } = opened;
    const of = { sessionId: 's', messageId: 'm', createdAt: '2026-02-01T12:00:00.000Z' };
    const change = { path: 'a.ts', oldPath: null, status: 'modified', additions: 2, deletions: 1 } as const;
    const goals = [{ pretty: '⊢ p' }, { pretty: '⊢ q' }];
    const proof = { file: 'A.lean', line: 3, columnNumber: null, status: 'open', goals } as const;
    await vi.advanceTimersByTimeAsync(1000);
    work.fileChanges.push({ id: 'f', ...of, ...change });
    fake.emit('changed', { tables: ['file_changes'], sessionIds: ['s'] });
    fake.emit('changed', { tables: ['proofs'], sessionIds: ['other'] });
    await vi.advanceTimersByTimeAsync(1000);
    work.proofs.push({ id: 'p', ...of, ...proof, diagnostics: [] });
    fake.emit('changed', { tables: null, sessionIds: null });
    fake.emit('changed', { tables: ['proofs'], sessionIds: ['s'] });
    await vi.advanceTimersByTimeAsync(1000);
    await recorder.stop();
    expect(told().filter(([, type]) => type !== 'balance.update')).toEqual([
      [1200, 'file.change', { id: 'f', messageId: 'm', ...change }],
      [2200, 'proof.update', { id: 'p', messageId: 'm', ...proof }],
    ]);
    const { entries } = playAt(null, readEvents(events()), Number.POSITIVE_INFINITY);
    expect(entries.map(({ text }) => text)).toEqual(['a.ts modified, +2 −1', 'A.lean:3 open, goals: 2']);
  });

  it('ends what panels left behind that died, and nothing else', async () => {
    const { panel, fake, ...harness } = openPanel();
    using _ = harness;
    const at = (minutes: number) => new Date(START_MS - minutes * 60_000).toISOString();
    const running = (id: string, panelId: string | null, profileId: string | null, minutes: number) =>
      recordingRow({ id, panelId, profileId, state: 'running', lastEventAt: at(minutes) });
    fake.answer('panels/list', () => ({ panels: [], living: ['alive'] }));
    fake.answer('recordings/list', () => ({
      recordings: [
        ...[running('r1', 'dead', 'p1', 0), running('r2', 'alive', 'p1', 60), running('r3', 'away', 'p2', 4)],
        ...[running('r4', 'away', 'p2', 6), running('r5', null, null, 6)],
        recordingRow({ id: 'r6', panelId: 'dead', profileId: 'p1' }),
      ],
      nextCursor: null,
    }));
    await panel.modelOf(RecorderModel).start('s', 'Tides');
    await vi.advanceTimersByTimeAsync(10);
    expect(fake.paramsOf('recordings/stop')).toEqual(['r1', 'r4', 'r5'].map((id) => ({ id, torn: true })));
  });
});
