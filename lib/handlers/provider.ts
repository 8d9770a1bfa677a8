import type { Credentials, ProviderClient } from '../chat/provider.ts';
import type { Replies } from '../chat/replies.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { listBalanceHistory, recordBalance } from '../store/balance-history.ts';
import { write } from '../store/migrate.ts';
import type { Handlers } from './handler.ts';
import type { StoreAccess } from './store-access.ts';

/** Answers `models/list` and `balance/*`. A server that no key was set for is asked without one. */
export function providerHandlers(access: StoreAccess, replies: Replies, provider: ProviderClient) {
  const credentialsFor = (baseUrl: string): Credentials => replies.credentialsFor(baseUrl) ?? { baseUrl, apiKey: null };
  return {
    'models/list': async ({ baseUrl }, { signal }) => ({
      models: [...(await replies.listModels(credentialsFor(baseUrl), signal))],
    }),
    'balance/get': async ({ baseUrl }, { signal }) => {
      const balance = await provider.getBalance(credentialsFor(baseUrl), signal);
      if (balance.diem !== null || balance.usd !== null) {
        const { diem, usd } = balance;
        const db = access.db();
        write(db, () => recordBalance(db, { timestamp: formatTimestamp(access.now()), diem, usd, source: 'balance' }));
      }
      return balance;
    },
    'balance/history': ({ from, to }) => ({ points: listBalanceHistory(access.db(), from, to) }),
  } satisfies Partial<Handlers>;
}
