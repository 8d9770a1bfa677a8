import { createModel, signal } from '@preact/signals';
import type { Shared } from './options-model.ts';

/** Whether the browser promises to keep what it stores for the extension. `refused`: asked for just now, and not promised. */
export const PersistenceModel = createModel(({ askToPersist }: Shared) => {
  const state = signal<'idle' | 'asking' | 'kept' | 'refused'>('idle');

  async function ask(): Promise<void> {
    state.value = 'asking';
    state.value = (await askToPersist().catch(() => false)) ? 'kept' : 'refused';
  }

  return { state, ask };
});
export type PersistenceModel = InstanceType<typeof PersistenceModel>;
