import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sweep } from '../../lib/protocol/keeping-shapes.ts';
import { listSweeps } from '../../lib/store/sweeps.ts';
import { openReadOnly } from '../../native-host/database.ts';
import { cleanUpHosts, newHome, startHost } from '../support/host-process.ts';

afterEach(cleanUpHosts);

/** The log of a store that some process may be writing. */
function sweepsIn(home: string): Sweep[] {
  if (!existsSync(join(home, 'holdfast.db'))) return [];
  const db = openReadOnly(join(home, 'holdfast.db'));
  try {
    return listSweeps(db, { limit: 9 }).sweeps;
  } catch {
    return [];
  } finally {
    db.close();
  }
}

const runsIn = (home: string) => sweepsIn(home).map(({ reason, outcome }) => [reason, outcome]);

describe('a host', () => {
  it('sweeps by itself soon after its start, once, and tells of it', async () => {
    const home = newHome();
    const host = startHost({ home, doesUpkeep: true });
    const said = await host.waitFor(({ method }) => method === 'sweep/done');
    expect(said['params']).toMatchObject({ sweep: { reason: 'scheduled', outcome: 'done' } });
    const second = startHost({ home, doesUpkeep: true });
    await second.client.call('sessions/list', {});
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(runsIn(home)).toEqual([['scheduled', 'done']]);
  });

  it('sweeps in a process that goes on when the host is killed', async () => {
    const home = newHome();
    const host = startHost({ home, env: { HOLDFAST_TEST_CLOCK: '1' } });
    const sessionId = newId();
    await host.client.change('sessions/create', { id: sessionId, title: 't', model: 'm' });
    const now = '2030-01-01T00:00:00.000Z';
    const request = { now, reason: 'test', confirmClock: true };
    let isKilled = false;
    // Its process runs once it tells how far it is.
    const onProgress = () => {
      isKilled = true;
      host.kill();
    };
    await host.client.call('retention/sweep', request, { onProgress }).catch(() => {});
    expect(isKilled).toBe(true);
    await expect.poll(() => runsIn(home), { timeout: 10_000 }).toEqual([['test', 'done']]);
  });

  it('finishes by itself what a person deleted for ever', async () => {
    const home = newHome();
    const { client } = startHost({ home });
    const sessionId = newId();
    await client.change('sessions/create', { id: sessionId, title: 't', model: 'm' });
    for (let index = 0; index < 510; index++) {
      await client.change('messages/append', { id: newId(), sessionId, role: 'user', content: `Message ${index}` });
    }
    await client.change('sessions/delete', { id: sessionId, forever: true });
    await expect(client.call('sessions/get', { id: sessionId })).rejects.toMatchObject({ code: 'not-found' });
    await expect.poll(() => runsIn(home), { timeout: 10_000 }).toEqual([['deleted forever', 'done']]);
    const { store } = await client.call('hello', { protocol: 1, client: { name: 'test', version: '1' } });
    expect(store).toMatchObject({ sessions: 0, messages: 0, lastSweepAt: null });
  });
});
