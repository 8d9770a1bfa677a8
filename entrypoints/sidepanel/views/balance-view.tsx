import type { BalanceModel } from '../models/balance-model.ts';
import type { ClockModel } from '../models/clock-model.ts';
import { age, balanceWords, fullTime, money } from './format.ts';

interface BalanceViewProps {
  readonly balance: BalanceModel;
  readonly isLow: boolean;
  readonly clock: ClockModel;
}

/** Below this nothing worth a word was spent. */
const LEAST_USD = 0.005;

/** Balances younger than this are those of now. */
const FRESH_MS = 10 * 60_000;

/** What is left at the server: with its age once it is old, and what the last day cost where anything did. */
export function BalanceView({ balance, isLow, clock }: BalanceViewProps) {
  const shown = balance.balance.value;
  const words = shown && balanceWords(shown.now);
  if (!words) return null;
  const { fetchedAt } = shown.now;
  const isOld = clock.nowMs.value - Date.parse(fetchedAt) > FRESH_MS;
  const spent = shown.spentUsd !== null && shown.spentUsd >= LEAST_USD ? shown.spentUsd : undefined;
  return (
    <p class={isLow ? 'balance low' : 'balance'} title={`Balance of ${fullTime(fetchedAt)}`}>
      {isLow ? `Low: ${words}` : words}
      {spent !== undefined && <span class="balance-trend">{` −${money(spent)} in 24 h`}</span>}
      {isOld && ` · ${age(fetchedAt, clock.nowMs.value)} ago`}
    </p>
  );
}
