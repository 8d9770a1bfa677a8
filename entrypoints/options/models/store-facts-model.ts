import { createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { PROTOCOL_VERSION } from '../../../lib/protocol/limits.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import type { Environment } from '../../sidepanel/models/environment.ts';
import { failed, LOADING, type Remote, ready } from '../../sidepanel/models/remote.ts';

/** The least time between two readings, however much is written. */
const APART_MS = 1000;

/** What the host tells of itself and of the store. */
export type StoreFacts = Result<'hello'>;

/** Where the store is and what it holds, as long as the page is open. */
export const StoreFactsModel = createModel(
  ({ client, timers }: Environment, version: string, isReady: ReadonlySignal<boolean>) => {
    const facts = signal<Remote<StoreFacts>>(LOADING);
    let timer: unknown;
    let isChanged = false;

    effect(() => {
      if (isReady.value) untracked(() => readSoon());
    });
    effect(() => client.on('changed', readSoon));
    effect(() => () => timers.clear(timer));

    function readSoon(): void {
      isChanged = true;
      if (timer !== undefined || !isReady.peek()) return;
      isChanged = false;
      timer = timers.set(() => {
        timer = undefined;
        if (isChanged) readSoon();
      }, APART_MS);
      void read();
    }

    async function read(): Promise<void> {
      try {
        const params = { protocol: PROTOCOL_VERSION, client: { name: 'holdfast-options', version } };
        facts.value = ready(await client.call('hello', params));
      } catch (error) {
        facts.value = failed(error);
      }
    }

    function again(): void {
      facts.value = LOADING;
      void read();
    }

    return { facts, again };
  },
);
export type StoreFactsModel = InstanceType<typeof StoreFactsModel>;
