import { computed, createModel, effect, signal, untracked } from '@preact/signals';
import type { AppError } from '../../../lib/protocol/errors.ts';
import type { BalancePoint } from '../../../lib/protocol/shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { UsageSummary } from '../../../lib/protocol/usage-shapes.ts';
import { readBalanceHistory } from './balance-csv.ts';
import { FORECAST_DAYS } from './balance-forecast.ts';
import type { PanelShared } from './panel-model.ts';
import { preferenceSignal } from './preference-signal.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import { type UsageRange, type UsageSpan, usageSpan } from './usage-range.ts';

export type UsageBy = 'model' | 'session';
export type UsageMeasure = 'cost' | 'tokens' | 'replies' | 'time';

/** Replies that end one after the other are counted together. */
const SETTLES_MS = 1000;
const TIMEOUT_MS = 30_000;
const DAY_MS = 24 * 3600 * 1000;

/** What was used in a span, by model or by session, and what was seen of the balance in it and in the last days. */
export interface UsageShown extends UsageSpan {
  readonly range: UsageRange;
  readonly by: UsageBy;
  readonly summary: UsageSummary;
  readonly balance: readonly BalancePoint[];
}

/** What was used, as a person wants to look at it. Keeps range and choices while the view is away. */
export const UsageModel = createModel(({ env, preferences }: PanelShared) => {
  const { client, now, timers } = env;
  const range = signal<UsageRange>('30d');
  const by = signal<UsageBy>('model');
  const measure = signal<UsageMeasure>('cost');
  /** The model or session that the chart is of; undefined = of all. */
  const chosen = signal<string | null | undefined>(undefined);
  const shown = signal<Remote<UsageShown>>(LOADING);
  /** Why what is shown could not be read again, and is of before. */
  const trouble = signal<AppError | undefined>(undefined);
  const settings = preferenceSignal(preferences, 'sidepanel.settings');
  const notifications = computed(() => settings.value.notifications);
  /** Something else than what is shown is being asked for. */
  const isReading = signal(false);
  let firstAt: string | null | undefined;
  let asked = 0;

  async function read(): Promise<void> {
    const own = ++asked;
    isReading.value = true;
    const found = await ask(range.peek(), by.peek()).then(ready, failed);
    if (own !== asked) return;
    isReading.value = false;
    const isOfBefore = found.state === 'failed' && isShown(range.peek(), by.peek());
    trouble.value = isOfBefore ? found.error : undefined;
    if (!isOfBefore) shown.value = found;
    if (found.state === 'ready') forgetMissing(found.value);
  }

  function isShown(wanted: UsageRange, grouping: UsageBy): boolean {
    const known = shown.peek();
    return known.state === 'ready' && known.value.range === wanted && known.value.by === grouping;
  }

  async function ask(wanted: UsageRange, grouping: UsageBy): Promise<UsageShown> {
    if (wanted === 'all' && firstAt === undefined) await summary(usageSpan('24h', now(), null), grouping);
    const span = usageSpan(wanted, now(), firstAt ?? null);
    const lately = formatTimestamp(now() - FORECAST_DAYS * DAY_MS);
    const [found, balance] = await Promise.all([
      summary(span, grouping),
      readBalanceHistory(client, { from: [span.from, lately].sort()[0] ?? lately, to: span.to }, WAITING),
    ]);
    return { ...span, range: wanted, by: grouping, summary: found, balance };
  }

  /** All that was seen of the balance in the span that is shown. Errors: those of reading it. */
  async function readBalance(): Promise<readonly BalancePoint[]> {
    const known = shown.peek();
    return known.state === 'ready' ? readBalanceHistory(client, known.value, WAITING) : [];
  }

  async function summary(span: UsageSpan, grouping: UsageBy): Promise<UsageSummary> {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const found = await client.call('analytics/summary', { ...span, by: grouping, timeZone }, WAITING);
    firstAt = found.firstAt;
    return found;
  }

  function forgetMissing({ summary: { totals } }: UsageShown): void {
    if (!totals.groups?.some(({ key }) => key === chosen.peek())) chosen.value = undefined;
  }

  /** Reads, and again whenever something was used, until the returned function is called. */
  function watch(): () => void {
    let timer: unknown;
    const stopReading = effect(() => {
      void [range.value, by.value];
      untracked(() => void read());
    });
    const stopListening = client.on('changed', ({ tables }) => {
      if (tables !== null && !tables.includes('analytics')) return;
      timers.clear(timer);
      timer = timers.set(() => void read(), SETTLES_MS);
    });
    return () => {
      stopReading();
      stopListening();
      timers.clear(timer);
      asked += 1;
      isReading.value = false;
    };
  }

  function setRange(next: UsageRange): void {
    range.value = next;
  }

  function setBy(next: UsageBy): void {
    chosen.value = undefined;
    by.value = next;
  }

  function setMeasure(next: UsageMeasure): void {
    measure.value = next;
  }

  /** Narrows the chart to one model or session, and back to all when it is that one already. */
  function toggle(key: string | null): void {
    chosen.value = chosen.peek() === key ? undefined : key;
  }

  return {
    ...{ range, by, measure, chosen, shown, trouble, isReading, notifications },
    ...{ read, readBalance, watch, setRange, setBy, setMeasure, toggle },
  };
});
export type UsageModel = InstanceType<typeof UsageModel>;

const WAITING = { timeoutMs: TIMEOUT_MS };
