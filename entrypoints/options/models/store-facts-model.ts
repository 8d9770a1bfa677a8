import { createModel, type ReadonlySignal } from '@preact/signals';
import { PROTOCOL_VERSION } from '../../../lib/protocol/limits.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import type { Environment } from '../../sidepanel/models/environment.ts';
import { createReading } from './host-reading.ts';

/** What the host tells of itself and of the store. */
export type StoreFacts = Result<'hello'>;

/** Where the store is and what it holds, as long as the page is open. */
export const StoreFactsModel = createModel((env: Environment, version: string, isReady: ReadonlySignal<boolean>) => {
  const params = { protocol: PROTOCOL_VERSION, client: { name: 'holdfast-options', version } };
  const { value: facts, again } = createReading({ env, isReady, method: 'hello', params, tables: null });
  return { facts, again };
});
export type StoreFactsModel = InstanceType<typeof StoreFactsModel>;
