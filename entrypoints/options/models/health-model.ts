import { createModel, signal } from '@preact/signals';
import { createReading } from './host-reading.ts';
import type { Shared } from './options-model.ts';
import { createWork } from './work.ts';

/** Whether everything holds that must hold of the store, and what became of it when it once did not. */
export const HealthModel = createModel(({ env, connection: { isReady } }: Shared) => {
  const damage = createReading({ env, isReady, method: 'doctor/damage', params: {}, tables: ['store_info'] });
  const doctor = createWork(env.client, 'doctor/run', { awaitsEnd: true });
  /** When the checks that are shown were made, ms since 1970. */
  const checkedAt = signal<number | undefined>(undefined);
  /** Whether what runs, or ran last, puts right what it can. */
  const isRepair = signal(false);

  /** `repair`: with what can be made anew from the messages. */
  async function run(repair: boolean): Promise<void> {
    if (doctor.state.peek().state === 'running') return;
    isRepair.value = repair;
    if (await doctor.run({ repair })) checkedAt.value = env.now();
  }

  return { damage: damage.value, readDamageAgain: damage.again, doctor, checkedAt, isRepair, run };
});
export type HealthModel = InstanceType<typeof HealthModel>;
