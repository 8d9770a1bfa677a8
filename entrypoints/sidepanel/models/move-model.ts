import { computed, createModel } from '@preact/signals';
import { createWork } from '../../options/models/work.ts';
import type { Environment } from './environment.ts';

interface MoveOptions {
  readonly env: Pick<Environment, 'client'>;
}

/** Everything in the browser's store on its way into the host: what it is, how far it is, what came of it. */
export const MoveModel = createModel(({ env: { client } }: MoveOptions) => {
  const previewing = createWork(client, 'store/move-preview');
  const moving = createWork(client, 'store/move');
  const isBusy = computed(() => [previewing, moving].some(({ state }) => state.value.state === 'running'));

  /** Looks what would come along, for a person to decide. */
  async function preview(): Promise<void> {
    if (isBusy.peek()) return;
    moving.forget();
    await previewing.run({});
  }

  /** Begins, or begins again: what is there already is not copied twice. */
  async function move(): Promise<void> {
    if (isBusy.peek()) return;
    previewing.forget();
    await moving.run({});
  }

  /** What is under way goes on. */
  function close(): void {
    previewing.stop();
    previewing.forget();
    moving.forget();
  }

  return { previewing, moving, isBusy, preview, move, close };
});
export type MoveModel = InstanceType<typeof MoveModel>;
