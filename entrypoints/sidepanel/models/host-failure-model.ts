import { createModel, effect } from '@preact/signals';
import type { HostFailure } from '../../../lib/protocol/shapes.ts';
import { hostFailureWords } from '../views/host-failure-words.ts';
import type { PanelShared } from './panel-model.ts';

/** Tells once, when a host runs again, how the one before it failed: the background knows whether somebody was told. */
export const HostFailureModel = createModel((shared: Pick<PanelShared, 'env' | 'connection' | 'notices'>) => {
  const { env, connection, notices } = shared;

  effect(() => {
    if (connection.isReady.value && !connection.isEmbedded.value) void ask();
  });

  async function ask(): Promise<void> {
    const failure = await env.client.call('store/host-failure', {}).then(
      (told): HostFailure | null => told.failure,
      // It is asked again when the store is back.
      () => null,
    );
    if (failure) notices.show({ text: hostFailureWords(failure, env.now()), isLasting: true });
  }

  return {};
});
