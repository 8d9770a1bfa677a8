import type { Credentials, ProviderClient } from '../chat/provider.ts';
import type { Replies } from '../chat/replies.ts';
import { AppError } from '../protocol/errors.ts';
import type { Balance } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { listBalanceHistory, recordBalance } from '../store/balance-history.ts';
import { write } from '../store/migrate.ts';
import type { Handlers } from './handler.ts';
import type { StoreAccess } from './store-access.ts';

/** Answers `models/list` and `balance/*`. A server that no key was set for is asked without one. */
export function providerHandlers(access: StoreAccess, replies: Replies, provider: ProviderClient) {
  const credentialsFor = (baseUrl: string): Credentials => replies.credentialsFor(baseUrl) ?? { baseUrl, apiKey: null };
  /** The answer does not depend on it: the store may be opening, full or damaged. */
  function remember({ diem, usd }: Balance): void {
    try {
      const db = access.db();
      write(db, () => recordBalance(db, { timestamp: formatTimestamp(access.now()), diem, usd, source: 'balance' }));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  return {
    'models/list': async ({ baseUrl }, { signal }) => ({
      models: [...(await replies.listModels(credentialsFor(baseUrl), signal))],
    }),
    'balance/get': async ({ baseUrl }, { signal }) => {
      const balance = await provider.getBalance(credentialsFor(baseUrl), signal);
      if (balance.diem !== null || balance.usd !== null) remember(balance);
      return balance;
    },
    'balance/history': ({ from, to }) => ({ points: listBalanceHistory(access.db(), from, to) }),
  } satisfies Partial<Handlers>;
}
