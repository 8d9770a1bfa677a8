import type { Recording } from '../../../lib/protocol/recording-shapes.ts';
import type { Environment } from './environment.ts';
import type { SaveModel } from './save-model.ts';

/** A panel of another browser may live; one that is silent for so long is taken for dead. It loses nothing if it is not. */
const SILENT_MS = 5 * 60_000;

/**
 * Ends the recordings whose panels died, each at its last event. Only a browser knows which of its panels live, so this is done
 * by a panel that looks at recordings or begins one. Should a panel that was taken for dead go on, its next event opens
 * its recording again.
 */
export async function closeTorn(
  { client, now }: Pick<Environment, 'client' | 'now'>,
  save: Pick<SaveModel, 'submit'>,
  recordings: readonly Recording[],
  ownProfile: string | null,
): Promise<void> {
  const running = recordings.filter(({ state }) => state === 'running');
  if (running.length === 0) return;
  const { living } = await client.call('panels/list', {});
  for (const { id, panelId, profileId, lastEventAt, createdAt } of running) {
    if (panelId !== null && living.includes(panelId)) continue;
    const silentMs = now() - Date.parse(lastEventAt ?? createdAt);
    const isDead = (profileId !== null && profileId === ownProfile) || !(silentMs < SILENT_MS);
    if (isDead) save.submit({ method: 'recordings/stop', params: { id, torn: true } });
  }
}
