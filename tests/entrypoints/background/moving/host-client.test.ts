import { describe, expect, it } from 'vitest';
import type { RelayOptions } from '../../../../entrypoints/background/host-connection.ts';
import { createHostClient } from '../../../../entrypoints/background/moving/host-client.ts';
import { RPC_ERROR } from '../../../../lib/protocol/errors.ts';
import { RpcError } from '../../../../lib/rpc/rpc-error.ts';
import { createFakeTimers, settled } from '../../../support/fake-timers.ts';

const POLICY = { snapshotDays: 7, analyticsDays: null, trashDays: 30 };

/** A host that answers all the same; undefined: it does not answer. */
function createTested(answer: (method: string) => unknown) {
  const asked: [string, object][] = [];
  const timers = createFakeTimers();
  const host = {
    async request(method: string, params: object, { signal, onProgress }: RelayOptions): Promise<unknown> {
      asked.push([method, params]);
      onProgress({ progress: 0.5 });
      const given = answer(method);
      if (given !== undefined) return given;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
  };
  return { client: createHostClient(host, { timers, newId: () => 'an id' }), asked, timers };
}

describe('createHostClient', () => {
  it('asks as a page does, and passes on how far it is', async () => {
    const { client, asked, timers } = createTested(() => ({ policy: POLICY, more: 1 }));
    const progress: unknown[] = [];
    expect(await client.call('retention/policy', {}, { onProgress: (value) => void progress.push(value) })).toEqual({
      policy: POLICY,
    });
    expect(await client.change('retention/set-policy', POLICY)).toEqual({ policy: POLICY });
    expect(asked).toEqual([
      ['retention/policy', {}],
      ['retention/set-policy', { ...POLICY, _meta: { requestId: 'an id' } }],
    ]);
    expect([progress, timers.count()]).toEqual([[{ progress: 0.5 }], 0]);
  });

  it('says what the host said, in our errors', async () => {
    const { client } = createTested(() => {
      throw new RpcError(RPC_ERROR.application, 'Full.', { code: 'disk-full' });
    });
    await expect(client.call('retention/policy', {})).rejects.toMatchObject({ code: 'disk-full', message: 'Full.' });
  });

  it('takes an answer of another form for that of another version', async () => {
    const { client } = createTested(() => ({ policy: 'none' }));
    await expect(client.call('retention/policy', {})).rejects.toMatchObject({ code: 'version-mismatch' });
  });

  it('does not wait for ever, nor longer than whoever asks', async () => {
    const { client, asked, timers } = createTested(() => undefined);
    const late = expect(client.call('retention/policy', {}, { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'timeout',
    });
    await timers.advance(500);
    await late;
    const stopping = new AbortController();
    const stopped = expect(client.call('retention/policy', {}, { signal: stopping.signal })).rejects.toMatchObject({
      message: expect.not.stringContaining('does not answer'),
    });
    await settled();
    stopping.abort();
    await stopped;
    await expect(client.call('retention/policy', {}, { signal: stopping.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(asked.length).toBe(2);
  });

  it('waits on for a host that tells how far it is', async () => {
    const timers = createFakeTimers();
    let tell = (_value: unknown): void => {};
    const host = {
      request: (_method: string, _params: object, { signal, onProgress }: RelayOptions) => {
        tell = onProgress;
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      },
    };
    const client = createHostClient(host, { timers, newId: () => 'an id' });
    let ended = 'no';
    const call = client.call('data/import', { uploadId: crypto.randomUUID(), resolution: 'move' }, { timeoutMs: 500 });
    call.catch(({ code }) => {
      ended = code;
    });
    await timers.advance(499);
    tell({ progress: 0.5 });
    await timers.advance(499);
    expect(ended).toBe('no');
    await timers.advance(1);
    expect([ended, timers.count()]).toEqual(['timeout', 0]);
  });
});
