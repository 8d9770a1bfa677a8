import { createProfile } from '../browser/profile.ts';
import { startModelServer } from '../model-server/start-model-server.ts';
import type { Journey, Visit } from './journey.ts';

/** A state that does not come is told, instead of being waited for as long as the test may last. */
const STATE_WAIT_MS = 20_000;

/** Goes through a journey; fails when a state that it names was not visited, or one that it does not name was. */
export async function walkJourney(journey: Journey, visit: Visit): Promise<void> {
  const visited: string[] = [];
  const profile = createProfile({ isServerAllowed: journey.isServerAllowed ?? false });
  const server = await startModelServer(journey.server);
  try {
    await journey.walk({ profile, server }, async (panel, state, show) => {
      panel.setDefaultTimeout(STATE_WAIT_MS);
      visited.push(state);
      await visit(panel, state, show);
    });
  } finally {
    await profile.dispose();
    await server.close();
  }
  const named = Object.keys(journey.states);
  if (visited.join() !== named.join()) {
    throw new Error(`The journey "${journey.name}" visited ${visited.join()} instead of ${named.join()}`);
  }
}
