import { describe, expect, it, vi } from 'vitest';
import { type ChangeProgress, createChangeQueue } from '../../../entrypoints/background/change-queue.ts';
import type { RelayOptions } from '../../../entrypoints/background/host-connection.ts';
import type { Journal, JournalEntry } from '../../../entrypoints/background/journal.ts';
import { AppError, type ErrorCode } from '../../../lib/protocol/errors.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import { createFakeTimers, settled } from '../../support/fake-timers.ts';

interface Asked extends RelayOptions {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A disk that outlives workers. */
function createDisk() {
  const stored = new Map<number, JournalEntry>();
  let failure: Error | undefined;
  const journal: Journal = {
    load: async () => [...stored.values()].sort((a, b) => a.order - b.order),
    async write(put, remove = []) {
      if (failure) throw failure;
      for (const { order } of remove) stored.delete(order);
      for (const entry of put) stored.set(entry.order, structuredClone(entry));
    },
  };
  const fail = (error?: Error) => {
    failure = error;
  };
  return { journal, stored: () => [...stored.values()], fail };
}

function createTested(disk = createDisk()) {
  const asked: Asked[] = [];
  const timers = createFakeTimers(Date.UTC(2026, 0, 31));
  const setAlarm = vi.fn();
  const onUnsentChanged = vi.fn();
  let holds = 0;
  const queue = createChangeQueue({
    host: {
      request: (method, params, options) =>
        new Promise((resolve, reject) => {
          asked.push({ method, params: params as Asked['params'], resolve, reject, ...options });
          options.signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')));
        }),
      hold() {
        holds++;
        return () => void holds--;
      },
    },
    journal: disk.journal,
    now: timers.now,
    timers,
    setAlarm,
    onUnsentChanged,
  });

  /** Submits a change and keeps what becomes of it. */
  function submit(requestId: string, method = 'sessions/update', params: Record<string, unknown> = { id: 'a' }) {
    const progress: ChangeProgress[] = [];
    const ended: { result?: unknown; error?: unknown } = {};
    const change = { method, requestId, params: { ...params, _meta: { requestId } } };
    queue
      .submit(change, (value) => progress.push(value))
      .then(
        (result) => Object.assign(ended, { result }),
        (error: unknown) => Object.assign(ended, { error }),
      );
    return { progress, ended };
  }
  const askedIds = () => asked.map(({ params }) => (params['_meta'] as { requestId: string }).requestId);
  return { queue, asked, askedIds, timers, disk, submit, setAlarm, onUnsentChanged, holds: () => holds };
}

const passing = (code: ErrorCode) => new RpcError(-32000, `It is ${code}.`, { code });

describe('createChangeQueue', () => {
  it('writes and sends side by side, and forgets a change only when the store has it', async () => {
    const { asked, disk, submit, holds } = createTested();
    const { progress, ended } = submit('r1');
    await settled();
    expect(asked.map(({ method }) => method)).toEqual(['sessions/update']);
    expect(disk.stored().map(({ requestId }) => requestId)).toEqual(['r1']);
    expect(progress).toEqual([{ queued: true, reason: null }]);
    expect([ended, holds()]).toEqual([{}, 1]);
    asked[0]?.resolve({ session: 'as it is now' });
    await settled();
    expect(ended).toEqual({ result: { session: 'as it is now' } });
    expect([disk.stored(), holds()]).toEqual([[], 0]);
  });

  it('sends one at a time, first in, first out', async () => {
    const { asked, askedIds, submit } = createTested();
    for (const id of ['r1', 'r2', 'r3']) submit(id);
    await settled();
    expect(askedIds()).toEqual(['r1']);
    asked[0]?.resolve({});
    await settled();
    expect(askedIds()).toEqual(['r1', 'r2']);
    asked[1]?.resolve({});
    await settled();
    expect(askedIds()).toEqual(['r1', 'r2', 'r3']);
  });

  it.each<ErrorCode>([
    'busy',
    'disk-full',
    'read-only',
    'timeout',
    'disconnected',
    'store-corrupt',
    'store-newer-than-host',
    'version-mismatch',
  ])('waits when the store is %s, says why, and sends the same again with ever longer pauses', async (code) => {
    const { asked, askedIds, timers, submit, setAlarm } = createTested();
    const { progress, ended } = submit('r1');
    const behind = submit('r2');
    await settled();
    asked[0]?.reject(passing(code));
    await settled();
    const reason = { code, message: `It is ${code}.` };
    expect([progress.at(-1), behind.progress.at(-1)]).toEqual([
      { queued: true, reason },
      { queued: true, reason },
    ]);
    expect(setAlarm.mock.calls).toEqual([[true]]);
    await timers.advance(249);
    expect(askedIds()).toEqual(['r1']);
    await timers.advance(1);
    expect(askedIds()).toEqual(['r1', 'r1']);
    asked[1]?.reject(passing(code));
    await timers.advance(499);
    expect(askedIds()).toEqual(['r1', 'r1']);
    await timers.advance(1);
    asked[2]?.resolve('done');
    await settled();
    expect([ended, askedIds()]).toEqual([{ result: 'done' }, ['r1', 'r1', 'r1', 'r2']]);
    asked[3]?.resolve('done too');
    await settled();
    expect(setAlarm.mock.calls).toEqual([[true], [false]]);
  });

  it('waits when the disk failed, and only then, of all mistakes of the host', async () => {
    const { queue, asked, askedIds, timers, submit } = createTested();
    submit('r1');
    await settled();
    asked[0]?.reject(new RpcError(-32000, 'The disk failed.', { code: 'internal', sqliteCode: 'SQLITE_IOERR_FSYNC' }));
    await timers.advance(250);
    expect(askedIds()).toEqual(['r1', 'r1']);
    asked[1]?.reject(new RpcError(-32000, 'A mistake.', { code: 'internal', ref: 'r' }));
    await settled();
    expect((await queue.list()).map(({ requestId }) => requestId)).toEqual(['r1']);
  });

  it('takes what comes while it waits, without trying sooner, and says why at once', async () => {
    const { asked, askedIds, submit } = createTested();
    submit('r1');
    await settled();
    asked[0]?.reject(passing('disk-full'));
    await settled();
    const late = submit('r2');
    await settled();
    expect(askedIds()).toEqual(['r1']);
    expect(late.progress).toEqual([{ queued: true, reason: { code: 'disk-full', message: 'It is disk-full.' } }]);
  });

  it('tries at once when the way is open again', async () => {
    const { queue, asked, askedIds, submit } = createTested();
    submit('r1');
    await settled();
    asked[0]?.reject(passing('disconnected'));
    await settled();
    queue.hurry();
    await settled();
    expect(askedIds()).toEqual(['r1', 'r1']);
  });

  it('takes a host that does not answer within ten seconds for hung, and asks it again', async () => {
    const { asked, askedIds, timers, submit } = createTested();
    const { progress } = submit('r1');
    await timers.advance(10_000);
    expect(progress.at(-1)?.reason?.code).toBe('timeout');
    await timers.advance(250);
    expect(askedIds()).toEqual(['r1', 'r1']);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it('sends in order what an earlier worker left, each with the id it had', async () => {
    const earlier = createTested();
    for (const id of ['r1', 'r2']) earlier.submit(id);
    await settled();
    const { asked, askedIds, disk } = createTested(earlier.disk);
    await settled();
    asked[0]?.resolve({});
    await settled();
    asked[1]?.resolve({});
    await settled();
    expect([askedIds(), disk.stored()]).toEqual([['r1', 'r2'], []]);
  });

  it('gives what comes after a restart a place behind what was left', async () => {
    const earlier = createTested();
    earlier.submit('r1');
    await settled();
    const { asked, askedIds, submit } = createTested(earlier.disk);
    submit('r2');
    await settled();
    asked[0]?.resolve({});
    await settled();
    expect(askedIds()).toEqual(['r1', 'r2']);
  });

  it('does not take a change twice: who sends it again waits for the one that is there', async () => {
    const { asked, submit, disk } = createTested();
    const first = submit('r1');
    const again = submit('r1');
    await settled();
    expect([asked.length, disk.stored().length]).toEqual([1, 1]);
    asked[0]?.resolve('once');
    await settled();
    expect([first.ended, again.ended]).toEqual([{ result: 'once' }, { result: 'once' }]);
  });

  it('replaces a draft that waits by a later one of the same session only; both pages hear of it', async () => {
    const { asked, askedIds, submit, disk } = createTested();
    submit('r0');
    const old = submit('d1', 'drafts/set', { sessionId: 'a', content: 'H' });
    submit('d2', 'drafts/set', { sessionId: 'b', content: 'other' });
    const newer = submit('d3', 'drafts/set', { sessionId: 'a', content: 'Hello' });
    await settled();
    expect(disk.stored().map(({ requestId }) => requestId)).toEqual(['r0', 'd2', 'd3']);
    for (let index = 0; index < 3; index++) {
      asked[index]?.resolve(`answer ${index}`);
      await settled();
    }
    expect(askedIds()).toEqual(['r0', 'd2', 'd3']);
    expect([old.ended, newer.ended]).toEqual([{ result: 'answer 2' }, { result: 'answer 2' }]);
  });

  it('lists also what is still sent by itself, with what earlier workers left', async () => {
    const earlier = createTested();
    earlier.submit('r1');
    await settled();
    const { queue, submit } = createTested(earlier.disk);
    submit('r2');
    await settled();
    expect((await queue.list()).map(({ requestId, unsent }) => [requestId, unsent])).toEqual([
      ['r1', undefined],
      ['r2', undefined],
    ]);
  });

  it('gives up a change that waits, for all who wait for it, but not one that is on its way', async () => {
    const { queue, asked, submit, disk } = createTested();
    const first = submit('r1');
    const second = submit('r2');
    await settled();
    await expect(queue.resolve('r1', 'discard')).rejects.toMatchObject({ code: 'busy' });
    await queue.resolve('r2', 'discard');
    await settled();
    expect(second.ended.error).toMatchObject({ code: 'cancelled' });
    expect(disk.stored().map(({ requestId }) => requestId)).toEqual(['r1']);
    asked[0]?.resolve('done');
    await settled();
    expect([first.ended, asked.length]).toEqual([{ result: 'done' }, 1]);
  });

  describe('a draft that is held', () => {
    const draft = (content: string, held = false) => ({ sessionId: 'a', content, _meta: { held } });
    const submitDraft = ({ queue }: ReturnType<typeof createTested>, requestId: string, params: object) => {
      const ended: { result?: unknown } = {};
      const withId = { ...params, _meta: { ...(params as { _meta: object })._meta, requestId } };
      const change = { method: 'drafts/set', requestId, params: withId };
      void queue.submit(change, () => {}).then((result) => Object.assign(ended, { result }));
      return ended;
    };

    it('is kept, but not sent, and keeps neither the host nor the alarm', async () => {
      const tested = createTested();
      submitDraft(tested, 'd1', draft('typed', true));
      await settled();
      expect(tested.disk.stored().map(({ requestId }) => requestId)).toEqual(['d1']);
      expect([tested.askedIds(), tested.holds(), tested.setAlarm.mock.calls]).toEqual([[], 0, [[false]]]);
      tested.submit('r1', 'sessions/update', { id: 'a' });
      await settled();
      expect(tested.askedIds()).toEqual(['r1']);
      // Nor is it one of the later changes of a session that are held back with a refused one.
      tested.asked[0]?.reject(new RpcError(-32000, 'No.', { code: 'conflict' }));
      await settled();
      expect((await tested.queue.list()).map(({ requestId, unsent }) => [requestId, unsent?.code])).toEqual([
        ['d1', undefined],
        ['r1', 'conflict'],
      ]);
    });

    it('is replaced by whoever could read both, who then waits for both', async () => {
      const tested = createTested();
      const held = submitDraft(tested, 'd1', draft('typed', true));
      submitDraft(tested, 'd2', draft('typed on', true));
      const joined = submitDraft(tested, 'd3', draft('kept, typed on'));
      await settled();
      expect(tested.disk.stored().map(({ requestId }) => requestId)).toEqual(['d3']);
      tested.asked[0]?.resolve('kept');
      await settled();
      expect([tested.askedIds(), held, joined]).toEqual([['d3'], { result: 'kept' }, { result: 'kept' }]);
    });

    it('does not replace one that is sent', async () => {
      const tested = createTested();
      tested.submit('r0');
      submitDraft(tested, 'd1', draft('from before'));
      submitDraft(tested, 'd2', draft('typed', true));
      await settled();
      expect(tested.disk.stored().map(({ requestId }) => requestId)).toEqual(['r0', 'd1', 'd2']);
    });
  });

  it('never replaces a draft that is on its way', async () => {
    const { asked, askedIds, submit } = createTested();
    submit('d1', 'drafts/set', { sessionId: 'a', content: 'H' });
    await settled();
    submit('d2', 'drafts/set', { sessionId: 'a', content: 'He' });
    await settled();
    asked[0]?.resolve({});
    await settled();
    expect(askedIds()).toEqual(['d1', 'd2']);
  });

  describe('pause', () => {
    it('begins when the store has everything; what comes later is kept and told why, and sent when the pause ends', async () => {
      const { queue, asked, askedIds, submit, disk, setAlarm, holds } = createTested();
      submit('r1');
      let goOn: (() => void) | undefined;
      void queue.pause().then((end) => {
        goOn = end;
      });
      submit('r2', 'sessions/update', { id: 'b' });
      await settled();
      asked[0]?.resolve({});
      await settled();
      expect([askedIds(), goOn]).toEqual([['r1', 'r2'], undefined]);
      asked[1]?.resolve({});
      await settled();
      expect(goOn).toBeDefined();
      const late = submit('r3');
      queue.hurry();
      await settled();
      expect(askedIds()).toEqual(['r1', 'r2']);
      expect(disk.stored().map(({ requestId }) => requestId)).toEqual(['r3']);
      expect(late.progress).toEqual([
        {
          queued: true,
          reason: {
            code: 'busy',
            message: 'Your conversations are being moved. This is kept, and saved when they have moved.',
          },
        },
      ]);
      expect([holds(), setAlarm.mock.calls.at(-1)]).toEqual([0, [true]]);
      goOn?.();
      await settled();
      asked[2]?.resolve('saved');
      await settled();
      expect([askedIds(), late.ended]).toEqual([['r1', 'r2', 'r3'], { result: 'saved' }]);
      expect([disk.stored(), setAlarm.mock.calls.at(-1)]).toEqual([[], [false]]);
    });

    it('is refused when a change has to wait for the store, which goes on', async () => {
      const { queue, asked, askedIds, timers, submit } = createTested();
      const { ended } = submit('r1');
      const refused = expect(queue.pause()).rejects.toMatchObject({
        code: 'busy',
        message: expect.stringContaining('It is disk-full.'),
      });
      await settled();
      asked[0]?.reject(passing('disk-full'));
      await refused;
      await timers.advance(250);
      asked[1]?.resolve('saved');
      await settled();
      expect([askedIds(), ended]).toEqual([['r1', 'r1'], { result: 'saved' }]);
    });

    it('waits for no change that waits for a person', async () => {
      const { queue, asked, submit } = createTested();
      submit('r1');
      await settled();
      asked[0]?.reject(new RpcError(-32602, 'Bad.', { issues: [] }));
      await settled();
      await expect(queue.pause()).resolves.toBeTypeOf('function');
    });

    it('is one at a time, and its end ends no other', async () => {
      const { queue, askedIds, submit } = createTested();
      const first = await queue.pause();
      await expect(queue.pause()).rejects.toMatchObject({ code: 'busy' });
      first();
      await queue.pause();
      first();
      submit('r1');
      await settled();
      expect(askedIds()).toEqual([]);
    });

    it('is refused as long as nobody knows what an earlier worker left', async () => {
      const disk = createDisk();
      const load = () => Promise.reject(new Error('blocked'));
      const { queue } = createTested({ ...disk, journal: { ...disk.journal, load } });
      await expect(queue.pause()).rejects.toMatchObject({ code: 'busy' });
    });
  });

  it('sets a refused change aside with the later ones of its session; the rest goes on', async () => {
    const { queue, asked, askedIds, submit, disk, onUnsentChanged, holds } = createTested();
    const refused = submit('r1', 'sessions/create', { id: 'a' });
    const heldBack = submit('r2', 'chat/send', { sessionId: 'a' });
    const other = submit('r3', 'sessions/update', { id: 'b' });
    await settled();
    asked[0]?.reject(new RpcError(-32000, 'It exists.', { code: 'conflict' }));
    await settled();
    expect(askedIds()).toEqual(['r1', 'r3']);
    asked[1]?.resolve('ok');
    await settled();
    expect(refused.ended.error).toMatchObject({ code: 'conflict', message: 'It exists.', details: { unsent: true } });
    expect(heldBack.ended.error).toMatchObject({ code: 'conflict', details: { unsent: true } });
    expect(other.ended).toEqual({ result: 'ok' });
    expect((await queue.list()).map(({ requestId, unsent }) => [requestId, unsent?.message])).toEqual([
      ['r1', 'It exists.'],
      ['r2', 'An earlier change of this session could not be saved.'],
    ]);
    expect(disk.stored().map(({ requestId, unsent }) => [requestId, unsent?.code])).toEqual([
      ['r1', 'conflict'],
      ['r2', 'conflict'],
    ]);
    expect([onUnsentChanged.mock.calls.length, holds()]).toEqual([1, 0]);
  });

  it('keeps unsent changes over a restart without sending them; a person retries or discards', async () => {
    const earlier = createTested();
    earlier.submit('r1');
    earlier.submit('r2', 'sessions/update', { id: 'b' });
    await settled();
    earlier.asked[0]?.reject(new RpcError(-32602, 'Bad.', { issues: [] }));
    await settled();
    earlier.asked[1]?.reject(new RpcError(-32602, 'Bad.', { issues: [] }));
    await settled();

    const { queue, asked, askedIds, disk, onUnsentChanged } = createTested(earlier.disk);
    await settled();
    expect(askedIds()).toEqual([]);
    await queue.resolve('r2', 'discard');
    await queue.resolve('r1', 'retry');
    await settled();
    expect([askedIds(), disk.stored().map(({ requestId }) => requestId)]).toEqual([['r1'], ['r1']]);
    asked[0]?.resolve({});
    await settled();
    expect([await queue.list(), disk.stored(), onUnsentChanged.mock.calls.length]).toEqual([[], [], 2]);
    await expect(queue.resolve('r1', 'retry')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('does not ask a question by itself that waited for more than ten minutes; retried, it does', async () => {
    const { queue, asked, askedIds, timers, submit } = createTested();
    const question = submit('r1', 'chat/send', { sessionId: 'a' });
    const rename = submit('r2', 'sessions/update', { id: 'b' });
    await settled();
    asked[0]?.reject(passing('disconnected'));
    for (let sent = 1, startMs = timers.now(); timers.now() <= startMs + 600_000; sent++) {
      await timers.advance(4000);
      asked[sent]?.reject(passing('disconnected'));
    }
    await timers.advance(8000);
    expect(question.ended.error).toMatchObject({ code: 'timeout', details: { unsent: true } });
    expect(askedIds().at(-1)).toBe('r2');
    asked.at(-1)?.resolve('renamed');
    await settled();
    expect(rename.ended).toEqual({ result: 'renamed' });
    await queue.resolve('r1', 'retry');
    await settled();
    expect(askedIds().at(-1)).toBe('r1');
  });

  it('sends also what the journal cannot keep, and never calls it queued', async () => {
    const { asked, disk, submit } = createTested();
    disk.fail(new Error('Quota exceeded'));
    const { progress, ended } = submit('r1');
    await settled();
    asked[0]?.reject(passing('disconnected'));
    await settled();
    expect(progress.map(({ queued }) => queued)).toEqual([false, false]);
    expect(progress.at(-1)?.reason?.code).toBe('disconnected');
    expect(ended).toEqual({});
  });

  it('writes over nothing of a journal that it could not read at first, and sends that too once it can', async () => {
    const earlier = createTested();
    earlier.submit('r1');
    await settled();
    let isBroken = true;
    const { journal } = earlier.disk;
    const load = () => (isBroken ? Promise.reject(new Error('blocked')) : journal.load());
    const tested = createTested({ ...earlier.disk, journal: { ...journal, load } });
    tested.submit('r2');
    await settled();
    expect(tested.askedIds()).toEqual(['r2']);
    expect(tested.disk.stored().map(({ requestId }) => requestId)).toEqual(['r1', 'r2']);
    isBroken = false;
    tested.asked[0]?.resolve({});
    await tested.timers.advance(1000);
    expect(tested.askedIds()).toEqual(['r2', 'r1']);
    tested.asked[1]?.resolve({});
    await settled();
    expect(tested.disk.stored()).toEqual([]);
  });

  it('does not let an older draft that is sent again replace a newer one', async () => {
    const { asked, askedIds, submit } = createTested();
    submit('r0');
    submit('new', 'drafts/set', { sessionId: 'a', content: 'newer', updatedAt: '2026-01-31T12:00:01.000Z' });
    submit('old', 'drafts/set', { sessionId: 'a', content: 'older', updatedAt: '2026-01-31T12:00:00.000Z' });
    await settled();
    for (let index = 0; index < 3; index++) {
      asked[index]?.resolve({});
      await settled();
    }
    // The store takes the newer one whichever comes last.
    expect(askedIds()).toEqual(['r0', 'new', 'old']);
  });

  it('works without a readable journal', async () => {
    const { asked, submit } = createTested({
      ...createDisk(),
      journal: { load: () => Promise.reject(new Error('blocked')), write: () => Promise.reject(new Error('blocked')) },
    });
    const { ended } = submit('r1');
    await settled();
    asked[0]?.resolve('saved');
    await settled();
    expect(ended).toEqual({ result: 'saved' });
  });
});
