import { computed, createModel, effect, type ReadonlySignal, untracked } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { BalanceShown } from './balance-model.ts';
import { preferenceSignal } from './preference-signal.ts';

interface LowBalanceOptions {
  readonly preferences: Preferences;
  readonly balance: ReadonlySignal<BalanceShown | undefined>;
  /** Hears of a balance that became low while it was watched, in US dollars. */
  readonly onLow: (usd: number) => void;
}

/** Whether the balance is lower than a person wants it to be, and whether that is to be shown: only if they want to know. */
export const LowBalanceModel = createModel(({ preferences, balance, onLow }: LowBalanceOptions) => {
  const settings = preferenceSignal(preferences, 'sidepanel.settings');
  const usd = computed(() => balance.value?.now.usd ?? undefined);
  const isBelow = computed(() => usd.value !== undefined && usd.value < settings.value.notifications.balanceLowUsd);
  const isLow = computed(() => settings.value.notifications.balanceLow && isBelow.value);
  /** The last one that was known, and whether it was low. */
  let before: { readonly isLow: boolean } | undefined;

  effect(() => {
    const now = usd.value;
    if (now === undefined) {
      before = undefined;
      return;
    }
    const becameLow = before !== undefined && !before.isLow && isLow.value;
    before = { isLow: isLow.value };
    if (becameLow) untracked(() => onLow(now));
  });

  return { isBelow, isLow };
});
export type LowBalanceModel = InstanceType<typeof LowBalanceModel>;
