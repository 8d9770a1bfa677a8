import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { lookAtStore } from '../../native-host/look-at-store.ts';
import { allRows, assertSound } from '../support/assert-sound.ts';
import { cleanUpHosts, type HostProcess, newHome, startHost } from '../support/host-process.ts';
import { frozenReleases, putStore, seenThen } from '../support/releases/frozen-releases.ts';
import { whatIsSeen } from '../support/releases/what-is-seen.ts';
import { using } from '../support/transfer.ts';

afterEach(cleanUpHosts);

async function startReadyHost(home: string): Promise<HostProcess> {
  const host = startHost({ home });
  await host.waitFor(
    ({ method, params }) => method === 'store/state' && (params as { state: string }).state === 'ready',
  );
  return host;
}

async function end(host: HostProcess): Promise<void> {
  host.endInput();
  expect(await host.exited).toMatchObject({ code: 0 });
}

describe.each(frozenReleases())('a store of release $version', (release) => {
  it('shows everything that it showed then, after a backup where its schema is older', async () => {
    const home = newHome();
    const { schemaVersion } = lookAtStore(putStore(release, home));
    const host = await startReadyHost(home);
    // A later version may tell more of the same things, never less and nothing else.
    expect(await whatIsSeen(host.client)).toMatchObject(seenThen(release));
    const backups = readdirSync(join(home, 'backups')).filter((name) => name.endsWith('.db'));
    const expected = `before-migration-from-${schemaVersion}.db`;
    expect(backups).toEqual(schemaVersion < SCHEMA_VERSION ? [expect.stringContaining(expected)] : []);
  });

  it('is sound once it was opened, and another start changes nothing', async () => {
    const home = newHome();
    const path = putStore(release, home);
    await end(await startReadyHost(home));
    const rows = using(path, (db) => {
      assertSound(db);
      return allRows(db);
    });
    await end(await startReadyHost(home));
    expect(using(path, allRows)).toEqual(rows);
  });

  it('takes what is written now, and finds it beside what was written then', async () => {
    const home = newHome();
    const path = putStore(release, home);
    const host = await startReadyHost(home);
    const { sessions } = await host.client.call('sessions/list', {});
    const old = sessions.find(({ title }) => title.startsWith('École'));
    const id = newId();
    await host.client.change('messages/append', {
      ...{ id, sessionId: old?.id ?? '', role: 'user', content: 'A wallaby, years later' },
    });
    const { hits } = await host.client.call('messages/search', { query: 'wallaby' });
    expect(hits.map(({ messageId }) => messageId)).toEqual([id, '01990000-0000-7000-8002-000000000015']);
    await end(host);
    using(path, assertSound);
  });
});
