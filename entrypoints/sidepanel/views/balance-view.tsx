import type { BalanceModel } from '../models/balance-model.ts';
import type { ClockModel } from '../models/clock-model.ts';
import { age, balanceWords, fullTime } from './format.ts';

interface BalanceViewProps {
  readonly balance: BalanceModel;
  readonly isLow: boolean;
  readonly clock: ClockModel;
}

/** Balances younger than this are those of now. */
const FRESH_MS = 10 * 60_000;

/** What is left at the server: with its age once it is old, and what the last day cost where anything did. */
export function BalanceView({ balance, isLow, clock }: BalanceViewProps) {
  const shown = balance.balance.value;
  const words = shown && balanceWords(shown.now, shown.spentUsd);
  if (!words) return null;
  const { fetchedAt } = shown.now;
  const isOld = clock.nowMs.value - Date.parse(fetchedAt) > FRESH_MS;
  return (
    <p class={isLow ? 'balance low' : 'balance'} title={`Balance of ${fullTime(fetchedAt)}`}>
      {isLow ? `Low: ${words}` : words}
      {isOld && ` · ${age(fetchedAt, clock.nowMs.value)} ago`}
    </p>
  );
}
