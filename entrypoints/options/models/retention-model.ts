import { createModel } from '@preact/signals';
import type { RetentionPolicy } from '../../../lib/protocol/keeping-shapes.ts';
import { errorWords } from '../../sidepanel/error-words.ts';
import { asAppError } from '../../sidepanel/models/remote.ts';
import { createReading } from './host-reading.ts';
import type { Shared } from './options-model.ts';
import { createSweepLog } from './sweep-log.ts';
import { createWork } from './work.ts';

/** A change ends with the store's word, however long that takes; a lost background ends the call by itself. */
const NEVER_MS = 2 ** 31 - 1;

/** What is removed when it is old: the rules, what they would remove now, and what they removed before. */
export const RetentionModel = createModel(({ env, connection: { isReady }, saved }: Shared) => {
  const { client } = env;
  /** Changes on their way: until the store has all of them, the page's rules are the newest. */
  let pendingCount = 0;
  const policy = createReading({
    ...{ env, isReady, method: 'retention/policy' as const, params: {}, tables: ['store_info'] },
    isAhead: () => pendingCount > 0,
  });
  const preview = createReading({
    ...{ env, isReady, method: 'retention/preview' as const, params: {} },
    tables: ['store_info', 'snapshots', 'analytics', 'sessions', 'sweeps'],
  });
  const log = createSweepLog(env, isReady);
  const sweep = createWork(client, 'retention/sweep', { awaitsEnd: true });

  /** null = never. It holds at once on the page; where it says so, also in the store. */
  async function setRule(rule: keyof RetentionPolicy, days: number | null): Promise<void> {
    const before = policy.value.peek();
    if (before.state !== 'ready') return;
    const next = { ...before.value.policy, [rule]: days };
    policy.set({ policy: next });
    pendingCount += 1;
    try {
      await client.change('retention/set-policy', next, { timeoutMs: NEVER_MS, onProgress: tellWaiting });
      saved.report('retention', { ok: true });
    } catch (error) {
      const { what } = errorWords(asAppError(error).code);
      saved.report('retention', { ok: false, words: `Not saved: ${what}.` });
    } finally {
      pendingCount -= 1;
    }
    await Promise.all([policy.read(), preview.read()]);
  }

  function tellWaiting(told: unknown): void {
    const { reason } = (told ?? {}) as { reason?: { code?: unknown } | null };
    if (typeof reason?.code === 'string') {
      saved.report('retention', { ok: false, words: errorWords(reason.code).waiting });
    }
  }

  /** Removes what is old. `confirmClock`: a person said that the clock is right although it looks wrong. */
  async function runSweep(confirmClock: boolean): Promise<void> {
    await sweep.run({ reason: 'manual', confirmClock });
    await Promise.all([preview.read(), log.read()]);
  }

  return {
    ...{ policy: policy.value, readPolicyAgain: policy.again, setRule },
    ...{ preview: preview.value, readPreview: preview.read, readPreviewAgain: preview.again },
    ...{ log, sweep, runSweep },
  };
});
export type RetentionModel = InstanceType<typeof RetentionModel>;
