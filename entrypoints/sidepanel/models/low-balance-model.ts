import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { BalanceShown } from './balance-model.ts';

interface LowBalanceOptions {
  readonly preferences: Preferences;
  readonly balance: ReadonlySignal<BalanceShown | undefined>;
  /** Hears of a balance that became low while it was watched, in US dollars. */
  readonly onLow: (usd: number) => void;
}

/** Whether the balance is lower than a person wants it to be, if they want to know. */
export const LowBalanceModel = createModel(({ preferences, balance, onLow }: LowBalanceOptions) => {
  const settings = signal(preferences.get('sidepanel.settings').notifications);
  const usd = computed(() => balance.value?.now.usd ?? undefined);
  const isLow = computed(
    () => settings.value.balanceLow && usd.value !== undefined && usd.value < settings.value.balanceLowUsd,
  );
  /** The last one that was known, and whether it was low. */
  let before: { readonly isLow: boolean } | undefined;

  effect(() =>
    preferences.subscribe('sidepanel.settings', () => {
      settings.value = preferences.get('sidepanel.settings').notifications;
    }),
  );
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

  return { isLow };
});
export type LowBalanceModel = InstanceType<typeof LowBalanceModel>;
