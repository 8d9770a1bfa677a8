import { createModel, effect, signal } from '@preact/signals';
import type { Environment } from './environment.ts';
import type { ExtensionRuntime } from './extension-runtime.ts';

/** How far a person's wish for a newer extension is. `impossible`: the browser does not update this one. */
export type ExtensionUpdate = 'idle' | 'asking' | 'none' | 'later' | 'coming' | 'impossible';

/** An update that the browser has is there at once; one that it has to fetch is told when it came. */
const FETCHED_WITHIN_MS = 15_000;

interface ExtensionUpdateOptions {
  readonly env: Pick<Environment, 'timers'>;
  readonly runtime: Pick<ExtensionRuntime, 'requestUpdateCheck' | 'onUpdateAvailable' | 'reload'>;
}

/** Has the browser look for a newer extension, which starts by itself as soon as it was fetched. */
export const ExtensionUpdateModel = createModel(({ env: { timers }, runtime }: ExtensionUpdateOptions) => {
  const update = signal<ExtensionUpdate>('idle');
  let timer: unknown;

  effect(() => {
    // Only for whoever has asked: a panel does not close by itself in the middle of a word.
    const begin = () => void (update.peek() === 'coming' && reload());
    runtime.onUpdateAvailable.addListener(begin);
    return () => {
      runtime.onUpdateAvailable.removeListener(begin);
      timers.clear(timer);
    };
  });

  async function look(): Promise<void> {
    if (update.peek() === 'asking' || update.peek() === 'coming') return;
    update.value = 'asking';
    try {
      const { status } = await runtime.requestUpdateCheck();
      if (status === 'update_available') {
        update.value = 'coming';
        timer = timers.set(reload, FETCHED_WITHIN_MS);
      } else update.value = status === 'throttled' ? 'later' : 'none';
    } catch {
      update.value = 'impossible';
    }
  }

  function reload(): void {
    timers.clear(timer);
    runtime.reload();
  }

  return { update, look, reload };
});
export type ExtensionUpdateModel = InstanceType<typeof ExtensionUpdateModel>;
