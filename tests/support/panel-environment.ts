import { vi } from 'vitest';
import type { Environment } from '../../entrypoints/sidepanel/models/environment.ts';
import type { Client } from '../../lib/rpc/client.ts';

/** Surroundings of the models under vitest's fake timers; ids count up. */
export function panelEnvironment(client: Client): Environment {
  let lastId = 0;
  return {
    client,
    now: () => Date.now(),
    timers: { set: (callback, ms) => setTimeout(callback, ms), clear: (timer) => clearTimeout(timer as number) },
    newId: () => `id-${++lastId}`,
  };
}

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}
