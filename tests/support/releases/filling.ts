import type { MethodName, Params, Result } from '../../../lib/protocol/methods.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { createFakeClock, type FakeClock, settle } from '../fake-clock.ts';
import { createFakeProvider, type FakeProvider } from '../fake-provider.ts';
import { claimIn, wireHandlers } from '../wire-handlers.ts';

/** Everything in a frozen store happened before this; whatever a host writes when it opens the store comes later. */
export const FROZEN_UNTIL = '2026-11-26T00:00:00.000Z';

export const SERVER = 'http://model.example/v1';
export const PROVIDER = { baseUrl: SERVER, model: 'glm-5-1' };

/** A store that is being filled through the handlers of a host, at a time that stands still. */
export interface Filling {
  readonly clock: FakeClock;
  readonly provider: FakeProvider;
  /** Asks a method of the contract; changes have ids that count up. */
  ask<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Text that arrives at the reply that was asked for last, in time to be stored. */
  say(text: string): Promise<void>;
}

/** Fills `db`. Rejects with what a handler refused: a store that is to be kept for ever misses nothing by mistake. */
export function openFilling(db: SqlDatabase, paths: DataPaths, startMs: number): Filling {
  const clock = createFakeClock(startMs);
  const provider = createFakeProvider();
  const claims = new Set<string>();
  const { dispatch } = wireHandlers({
    ...{ db, paths, provider, now: clock.now, timers: clock.timers, announce: () => {} },
    claim: (replyId) => claimIn(claims, replyId),
    report(error) {
      throw error;
    },
  });
  let requests = 0;
  return {
    clock,
    provider,
    async ask<M extends MethodName>(method: M, params: Params<M>) {
      const request = { ...params, _meta: { requestId: idOf('request', ++requests) } };
      const result = await dispatch(method, request, { signal: new AbortController().signal, progress: () => {} });
      await settle();
      await clock.advance(20);
      return result as Result<M>;
    },
    async say(text) {
      provider.last.say(text);
      await clock.advance(1000);
    },
  };
}

const KINDS = [
  'request',
  'session',
  'message',
  'snapshot',
  'recording',
  'file-change',
  'proof',
  'profile',
  'panel',
] as const;

/** A UUID of version 7 that is always the same. */
export function idOf(kind: (typeof KINDS)[number], number: number): string {
  return `01990000-0000-7000-800${KINDS.indexOf(kind)}-${String(number).padStart(12, '0')}`;
}
