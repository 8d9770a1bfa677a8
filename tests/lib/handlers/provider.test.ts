import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Balance, Model } from '../../../lib/protocol/shapes.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { withCode } from '../../contract/rows.ts';
import { startTestHost } from '../../support/test-host.ts';
import { BASE_URL } from './samples.ts';

const BALANCE: Balance = {
  diem: 90.5,
  usd: 25,
  canConsume: true,
  nextEpochAt: null,
  fetchedAt: '2026-01-31T12:00:00.000Z',
};
const PERIOD = { from: '2026-01-31T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };

describe('balance/get', () => {
  it('tells what the account holds and remembers it', async () => {
    const host = startTestHost();
    host.provider.balance = Promise.resolve(BALANCE);
    expect(await host.client.call('balance/get', { baseUrl: BASE_URL })).toEqual(BALANCE);
    expect((await host.client.call('balance/history', PERIOD)).points).toEqual([
      { timestamp: '2026-01-31T12:00:00.000Z', diem: 90.5, usd: 25, source: 'balance' },
    ]);
  });

  it('remembers nothing of a server that tells nothing', async () => {
    const host = startTestHost();
    host.provider.balance = Promise.resolve({ ...BALANCE, diem: null, usd: null });
    await host.client.call('balance/get', { baseUrl: BASE_URL });
    expect((await host.client.call('balance/history', PERIOD)).points).toEqual([]);
  });

  it('answers also while the store takes nothing', async () => {
    const refuse = () => {
      throw new AppError('disk-full', 'No room.');
    };
    const host = startTestHost({ wrap: (db): SqlDatabase => ({ ...db, transaction: refuse }) });
    host.provider.balance = Promise.resolve(BALANCE);
    expect(await host.client.call('balance/get', { baseUrl: BASE_URL })).toEqual(BALANCE);
  });

  it('passes on why the server does not tell', async () => {
    const host = startTestHost();
    host.provider.balance = Promise.reject(new AppError('provider-unauthorized', 'The key is wrong.'));
    await expect(host.client.call('balance/get', { baseUrl: BASE_URL })).rejects.toThrow(
      withCode('provider-unauthorized'),
    );
  });

  it('stops asking when its caller does', async () => {
    const host = startTestHost();
    host.provider.balance = new Promise(() => {});
    const controller = new AbortController();
    const asked = host.client.call('balance/get', { baseUrl: BASE_URL }, { signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toThrow(withCode('cancelled'));
  });
});

describe('models/list', () => {
  it('passes the list on as the server has it', async () => {
    const host = startTestHost();
    const models: Model[] = [
      { id: 'b', name: 'B', contextTokens: 1000, pricing: { inputPerMillion: 1, outputPerMillion: 2 } },
      { id: 'a', name: 'A', contextTokens: null, pricing: null },
    ];
    host.provider.models = Promise.resolve(models);
    expect(await host.client.call('models/list', { baseUrl: BASE_URL })).toEqual({ models });
  });
});
