import { onTestFinished } from 'vitest';
import {
  createEmbeddedHost,
  type EmbeddedHostOptions,
} from '../../../entrypoints/background/embedded/embedded-host.ts';
import { embeddedTransferHandlers } from '../../../entrypoints/background/embedded/transfer/transfer-handlers.ts';
import type { RequestContext } from '../../../lib/rpc/connection.ts';
import { createFakeClock, type FakeClock, settle } from '../fake-clock.ts';
import { createFakeProvider, type FakeProvider } from '../fake-provider.ts';
import { createMemoryFolder } from './memory-folder.ts';
import { type Places, storeOptionsOf } from './places.ts';

let lastId = 0;
/** UUIDs that count up. */
export const nextId = () => `00000000-0000-7000-9000-${String(++lastId).padStart(12, '0')}`;

type Overrides = Partial<EmbeddedHostOptions> & { readonly clock?: FakeClock; readonly provider?: FakeProvider };

/** A worker's host on these places, not opened yet; its store is closed at the end of the test. */
export function startEmbeddedTestHost(places: Places, overrides: Overrides = {}) {
  const { clock = createFakeClock(), provider = createFakeProvider() } = overrides;
  const said: [name: string, params: unknown][] = [];
  const reported: unknown[] = [];
  const host = createEmbeddedHost({
    ...storeOptionsOf(places),
    provider,
    credentials: async () => [],
    transferHandlers: (access) =>
      embeddedTransferHandlers({
        ...access,
        ...{ openFolder: createMemoryFolder, timers: clock.timers, version: '1.2.3', now: clock.now },
      }),
    tell: (name, params) => void said.push([name, params]),
    timers: clock.timers,
    now: clock.now,
    newId: nextId,
    version: '1.2.3',
    report: (error) => void reported.push(error),
    ...overrides,
  });
  onTestFinished(() => host.store.close());

  const context: RequestContext = { signal: new AbortController().signal, progress: () => {} };
  /** A change gets a request id of its own unless it brings one. */
  function request<Result = unknown>(method: string, params: object = {}, its: Partial<RequestContext> = {}) {
    const asked = host.request(method, { _meta: { requestId: nextId() }, ...params }, { ...context, ...its });
    return asked as Promise<Result>;
  }

  /** Lets the disk have its turns until `isSo`; the clock goes on by 10 ms each. */
  async function until(isSo: () => boolean): Promise<void> {
    for (let turns = 0; !isSo(); turns++) {
      if (turns > 2000) throw new Error('It does not come to be.');
      await clock.advance(10);
      await settle();
    }
  }

  /** What was asked for, while time goes on. */
  async function withTime<Value>(asked: Promise<Value>): Promise<Value> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    asked.then(over, over);
    await until(() => isOver);
    return asked;
  }

  return { host, clock, provider, said, reported, request, until, withTime };
}
