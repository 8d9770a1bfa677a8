import { computed, createModel, signal } from '@preact/signals';
import { createReading } from './host-reading.ts';
import type { Shared } from './options-model.ts';
import { createWork } from './work.ts';

/** The copies of the store: what there are, and what is done with them, one thing at a time. */
export const BackupsModel = createModel(({ env, connection: { isReady } }: Shared) => {
  const { client } = env;
  const list = createReading({ env, isReady, method: 'backups/list', params: {}, tables: ['store_info'] });
  const creating = createWork(client, 'backups/create', { awaitsEnd: true });
  const verifying = createWork(client, 'backups/verify');
  const comparing = createWork(client, 'backups/compare');
  const restoring = createWork(client, 'backups/restore', { awaitsEnd: true });
  const all = [creating, verifying, comparing, restoring];
  const isBusy = computed(() => all.some(({ state }) => state.value.state === 'running'));
  /** The backup that the last thing was done with; null = none was there yet. */
  const chosen = signal<string | null>(null);

  function choose(name: string | null): void {
    for (const work of all) work.forget();
    chosen.value = name;
  }

  async function create(): Promise<void> {
    if (isBusy.peek()) return;
    choose(null);
    await creating.run({});
    await list.read();
  }

  async function verify(name: string): Promise<void> {
    if (isBusy.peek()) return;
    choose(name);
    await verifying.run({ name });
    await list.read();
  }

  /** Looks what would be different, for a person to decide. */
  async function compare(name: string): Promise<void> {
    if (isBusy.peek()) return;
    choose(name);
    await comparing.run({ name });
  }

  /** What was looked at holds from now on. */
  async function restore(name: string): Promise<void> {
    if (isBusy.peek()) return;
    choose(name);
    await restoring.run({ name });
    await list.read();
  }

  return {
    ...{ list: list.value, readAgain: list.again, creating, verifying, comparing, restoring, isBusy, chosen },
    ...{ create, verify, compare, restore, close: () => choose(null) },
  };
});
export type BackupsModel = InstanceType<typeof BackupsModel>;
