import { createModel, effect, signal, untracked } from '@preact/signals';
import type { Result } from '../../../lib/protocol/methods.ts';
import { createReading } from '../../options/models/host-reading.ts';
import { createWork } from '../../options/models/work.ts';
import type { ConnectionModel } from './connection-model.ts';
import type { Environment } from './environment.ts';

/** Where the store is, as the background knows it. */
export type Place = Result<'store/place'>;
/** The store in the browser. */
export type EmbeddedStore = NonNullable<Place['embedded']>;

interface PlaceOptions {
  readonly env: Environment;
  readonly connection: ConnectionModel;
}

/** Each look starts the host, where there is one, for a moment. */
const LOOK_EVERY_MS = 5000;

/** Where the store is, and what a person can do about it: look for a host, or go on in the browser without one. */
export const PlaceModel = createModel(({ env, connection }: PlaceOptions) => {
  const { client, timers } = env;
  // The background answers itself, whether there is a store or not.
  const isReady = signal(true);
  const { value, read, again } = createReading({ env, isReady, method: 'store/place', params: {}, tables: ['place'] });
  /** As it was last told: it stays while the background, which the browser stops now and then, is started again. */
  const place = signal<Place | undefined>(undefined);
  const looking = createWork(client, 'store/look-for-host');
  const switching = createWork(client, 'store/use-embedded');

  effect(() => {
    if (value.value.state === 'ready') place.value = value.value.value;
  });
  effect(() => {
    if (connection.connection.value.state !== 'connecting') untracked(() => void read());
  });

  /** While somebody installs one: it is looked for, without a word, until the returned function is called. */
  function watchForHost(): () => void {
    let timer = timers.set(look, LOOK_EVERY_MS);
    function look(): void {
      // What is found is told as a change. A host that has the store and is away is tried anyway.
      if (connection.isEmbedded.peek()) client.call('store/look-for-host', {}).catch(() => {});
      timer = timers.set(look, LOOK_EVERY_MS);
    }
    return () => timers.clear(timer);
  }

  async function lookForHost(): Promise<void> {
    await looking.run({});
    await read();
  }

  /** By a person's word only: what is in the host cannot be seen then. False when it did not work: `switching` says why. */
  async function useEmbedded(): Promise<boolean> {
    const isSwitched = (await switching.run({})) !== undefined;
    await read();
    return isSwitched;
  }

  return { reading: value, place, read, again, looking, lookForHost, watchForHost, switching, useEmbedded };
});
export type PlaceModel = InstanceType<typeof PlaceModel>;
