import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Now } from '../../../lib/clock.ts';
import type { Balance } from '../../../lib/protocol/shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { Client } from '../../../lib/rpc/client.ts';

/** The balance is decoration: it is left out rather than waited for. */
const TIMEOUT_MS = 5000;

const DAY_MS = 24 * 3600 * 1000;

/** What the account holds, and where that is going. */
export interface BalanceShown {
  readonly now: Balance;
  /** How much fewer US dollars than at the first look of the last 24 hours; null when that is not known. */
  readonly spentUsd: number | null;
}

/** Whose balance it is, and when it was asked. */
export interface BalanceSource {
  readonly baseUrl: string;
  readonly fetchedAt: string;
}

/** The balance at the server whose key the host has; the last one known stays, with its age. */
export const BalanceModel = createModel((client: Client, now: Now, server: ReadonlySignal<string | undefined>) => {
  const balance = signal<BalanceShown | undefined>(undefined);
  /** How the last asking went, or goes. */
  const asking = signal<'asked' | 'known' | 'given-up' | undefined>(undefined);
  let shownFor: string | undefined;

  const source = computed<BalanceSource | null>(() => {
    const fetchedAt = balance.value?.now.fetchedAt;
    return shownFor !== undefined && fetchedAt !== undefined ? { baseUrl: shownFor, fetchedAt } : null;
  });

  effect(() => {
    if (server.value !== undefined) untracked(() => void read());
  });
  effect(() => client.on('chat/done', () => void read()));

  async function read(): Promise<void> {
    const baseUrl = server.peek();
    if (baseUrl === undefined) return;
    if (shownFor !== undefined && baseUrl !== shownFor) balance.value = undefined;
    shownFor = baseUrl;
    asking.value = 'asked';
    try {
      const found = await client.call('balance/get', { baseUrl }, { timeoutMs: TIMEOUT_MS });
      const spentUsd = found.usd === null ? null : await spentSince(now() - DAY_MS, found.usd).catch(() => null);
      if (server.peek() === baseUrl) balance.value = { now: found, spentUsd };
      asking.value = 'known';
    } catch {
      asking.value = 'given-up';
      // Not every server tells, and the reply itself says when there is nothing left.
    }
  }

  async function spentSince(fromMs: number, usd: number): Promise<number | null> {
    const range = { from: formatTimestamp(fromMs), to: formatTimestamp(now()) };
    const { points } = await client.call('balance/history', range, { timeoutMs: TIMEOUT_MS });
    const first = points.find((point) => point.usd !== null)?.usd;
    return typeof first === 'number' ? first - usd : null;
  }

  /** What an earlier panel knew, until something newer is known, or another server is chosen. */
  function remember(usd: number, { baseUrl, fetchedAt }: BalanceSource): void {
    if (balance.peek() || (server.peek() ?? baseUrl) !== baseUrl) return;
    shownFor = baseUrl;
    balance.value = { now: { usd, diem: null, canConsume: null, nextEpochAt: null, fetchedAt }, spentUsd: null };
  }

  return { balance, source, asking, remember };
});
export type BalanceModel = InstanceType<typeof BalanceModel>;
