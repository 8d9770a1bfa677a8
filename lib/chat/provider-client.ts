import type { Now, Timers } from '../clock.ts';
import type { Model } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { type Dialect, type GetJson, standard } from './dialect.ts';
import { createExchanges } from './exchange.ts';
import type { Fetch } from './fetch.ts';
import { getJson } from './json-request.ts';
import { modelsIn } from './model-list.ts';
import { createReplyStream } from './openai-compatible.ts';
import type { Credentials, ProviderClient } from './provider.ts';
import { isVeniceAddress, venice } from './venice.ts';

export interface ProviderClientOptions {
  readonly fetch: Fetch;
  readonly now: Now;
  readonly timers: Timers;
  /** From 0 to 1, 1 excluded. */
  readonly random: () => number;
  /** A server that sends nothing for this long is given up; default 120,000. */
  readonly silenceMs?: number;
  /** Whether a base URL speaks Venice's dialect; default: by its host name. */
  readonly isVenice?: (baseUrl: string) => boolean;
}

const SILENCE_MS = 120_000;

/** The client for every OpenAI-compatible server, Venice among them. */
export function createProviderClient(options: ProviderClientOptions): ProviderClient {
  const { now, silenceMs = SILENCE_MS, isVenice = isVeniceAddress } = options;
  const open = createExchanges({ ...options, silenceMs });
  const streamReply = createReplyStream({ ...options, open });
  const dialectOf = (baseUrl: string): Dialect => (isVenice(baseUrl) ? venice : standard);

  const getFrom =
    ({ baseUrl, apiKey }: Credentials, signal: AbortSignal): GetJson =>
    (path) =>
      getJson(open, { baseUrl, apiKey, path, signal });

  return {
    streamReply: async (request, onPiece) => streamReply(request, dialectOf(request.baseUrl), onPiece),

    listModels: async (credentials, signal) => {
      const dialect = dialectOf(credentials.baseUrl);
      const get = getFrom(credentials, signal);
      // Without a suggestion the list is as good; the list itself must arrive.
      const suggestion = dialect.suggestedModel(get).catch(() => undefined);
      const models = modelsIn(await get(dialect.modelsPath), dialect.isOffered);
      return withFirst(models, await suggestion);
    },

    getBalance: async (credentials, signal) => {
      const balance = await dialectOf(credentials.baseUrl).balance(getFrom(credentials, signal));
      return { ...balance, fetchedAt: formatTimestamp(now()) };
    },
  };
}

function withFirst(models: readonly Model[], id: string | undefined): readonly Model[] {
  return [...models.filter((model) => model.id === id), ...models.filter((model) => model.id !== id)];
}
