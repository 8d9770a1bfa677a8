import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AutoRecordModel } from '../../../../entrypoints/sidepanel/models/auto-record-model.ts';
import { RecordedSessionsModel } from '../../../../entrypoints/sidepanel/models/recorded-sessions-model.ts';
import { RecorderModel } from '../../../../entrypoints/sidepanel/models/recorder-model.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel } from '../../../support/panel-harness.ts';
import { recordingRow } from '../../../support/recording-row.ts';

/** A panel in which `a` and `b` are to be recorded. */
async function open() {
  const { panel, fake, ...harness } = openPanel();
  fake.answer('messages/list', () => ({ messages: [], hasMore: false }));
  fake.answer('file-changes/list', () => ({ fileChanges: [], nextCursor: null }));
  fake.answer('proofs/list', () => ({ proofs: [], nextCursor: null }));
  fake.answer('recordings/list', () => ({ recordings: [], nextCursor: null }));
  fake.answer('drafts/get', ({ sessionId }) => ({ draft: { sessionId, content: '', updatedAt: '' } }));
  for (const method of ['recordings/start', 'recordings/stop'] as const) {
    fake.answer(method, ({ id }) => ({ recording: recordingRow({ id }) }));
  }
  fake.emit('store/state', { state: 'ready', detail: null });
  await settle();
  const recorded = new RecordedSessionsModel(panel.preferences);
  for (const id of ['a', 'b']) recorded.set(id, true);
  const recorder = panel.modelOf(RecorderModel);
  const model = new AutoRecordModel({ panel, begin: recorder.startCurrent });
  const running = () => recorder.running.peek()?.sessionId;
  const write = async (id: string, text: string) => {
    panel.sessions.open(id);
    await settle();
    panel.drafts.edit(text);
    await settle();
  };
  const end = () => {
    model[Symbol.dispose]();
    recorded[Symbol.dispose]();
    harness[Symbol.dispose]();
  };
  return { ...{ panel, recorded, recorder, running, write }, [Symbol.dispose]: end };
}

describe('AutoRecordModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('records a chosen session from the first letter on, one after the other, and no other session', async () => {
    using opened = await open();
    const { running, write } = opened;
    await write('c', 'Hello');
    expect(running()).toBe(undefined);
    await write('a', 'Hello');
    expect(running()).toBe('a');
    await write('c', 'Hello again');
    expect(running()).toBe('a');
    await write('b', 'Hello');
    expect(running()).toBe('b');
  });

  it('leaves to a person what that person began or ended', async () => {
    using opened = await open();
    const { recorder, recorded, running, write } = opened;
    await recorder.start('c', 'By hand');
    await write('a', 'Hello');
    expect(running()).toBe('c');
    recorder.stop();
    await write('a', 'Hello you');
    expect(running()).toBe('a');
    recorder.stop();
    await write('a', 'Hello you there');
    expect(running()).toBe(undefined);
    recorded.set('a', false);
    recorded.set('a', true);
    await write('a', 'Hello');
    expect(running()).toBe('a');
  });
});
