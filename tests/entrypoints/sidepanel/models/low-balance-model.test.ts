import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BalanceShown } from '../../../../entrypoints/sidepanel/models/balance-model.ts';
import { LowBalanceModel } from '../../../../entrypoints/sidepanel/models/low-balance-model.ts';
import { createPreferences, type Preferences } from '../../../../lib/preferences/preferences.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';

const shown = (usd: number | null): BalanceShown => ({
  now: { diem: null, usd, canConsume: null, nextEpochAt: null, fetchedAt: '2026-01-31T12:00:00.000Z' },
  spentUsd: null,
});

describe('LowBalanceModel', () => {
  let preferences: Preferences;
  let told: number[];
  let model: LowBalanceModel;
  const balance = signal<BalanceShown | undefined>(undefined);

  beforeEach(() => {
    balance.value = undefined;
    told = [];
    preferences = createPreferences(memoryStorage());
    model = new LowBalanceModel({ preferences, balance, onLow: (usd) => told.push(usd) });
  });

  afterEach(() => model[Symbol.dispose]());

  function set(notifications: { balanceLow?: boolean; balanceLowUsd?: number }): void {
    const settings = preferences.get('sidepanel.settings');
    preferences.set('sidepanel.settings', {
      ...settings,
      notifications: { ...settings.notifications, ...notifications },
    });
  }

  it('tells once when it becomes low, and again after it was not', () => {
    for (const usd of [3, 0.9, 0.8, 5, 0.5]) balance.value = shown(usd);
    expect([told, model.isLow.value]).toEqual([[0.9, 0.5], true]);
  });

  it('shows one that was low from the start, without telling', () => {
    balance.value = shown(0.1);
    expect([told, model.isLow.value]).toEqual([[], true]);
    // Another server, whose balance was not seen falling.
    balance.value = undefined;
    balance.value = shown(0.2);
    expect(told).toEqual([]);
  });

  it('follows the amount that a person sets, and keeps quiet when they do not want to know', () => {
    balance.value = shown(3);
    set({ balanceLowUsd: 5 });
    expect([told, model.isLow.value]).toEqual([[3], true]);
    set({ balanceLow: false });
    balance.value = shown(0);
    expect([told, model.isLow.value, model.isBelow.value]).toEqual([[3], false, true]);
  });

  it('knows nothing of servers that do not tell dollars', () => {
    balance.value = shown(null);
    expect([model.isLow.value, model.isBelow.value]).toEqual([false, false]);
  });
});
