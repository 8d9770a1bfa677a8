import { describe, expect, it } from 'vitest';
import { openEmbeddedDatabase } from '../../../../entrypoints/background/embedded/embedded-database.ts';
import type { Client } from '../../../../lib/rpc/client.ts';
import { migrate } from '../../../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../../../lib/store/sql-database.ts';
import { migrations } from '../../../../migrations/index.ts';
import { lookAtStore } from '../../../../native-host/look-at-store.ts';
import { allRows, assertSound } from '../../../support/assert-sound.ts';
import { createPlaces, digest, type Places } from '../../../support/embedded/places.ts';
import { sqlite } from '../../../support/embedded/sqlite.ts';
import { startEmbeddedTestHost } from '../../../support/embedded/test-host.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { type FrozenRelease, frozenReleases, putStore, seenThen } from '../../../support/releases/frozen-releases.ts';
import { whatIsSeen } from '../../../support/releases/what-is-seen.ts';
import { temporaryFolder } from '../../../support/temporary-store.ts';
import { using } from '../../../support/transfer.ts';

/** After the freeze, so that nothing seems to come from the future. */
const NOW_MS = Date.UTC(2026, 11, 1);

/** As an extension of that release left it: its rows, in the tables that its migrations made of an empty database of the browser. */
async function putImage(release: FrozenRelease, places: Places): Promise<void> {
  const path = putStore(release, temporaryFolder());
  const { schemaVersion } = lookAtStore(path);
  const db = openEmbeddedDatabase({ sqlite, onChange: () => {}, onBroken: () => {} });
  migrate(db, { steps: migrations.slice(0, schemaVersion) });
  using(path, (released) => copyRows(released, db));
  const image = db.image();
  db.close();
  const header = { storeId: 'released', generation: 1, length: image.length, number: 0, rows: 0 };
  await places.first().putImage({ ...header, sha256: await digest(image) }, image);
}

function copyRows(from: SqlDatabase, to: SqlDatabase): void {
  to.exec('PRAGMA foreign_keys = OFF');
  for (const { name } of to.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    to.run(`DELETE FROM ${name}`);
    for (const row of from.all<Record<string, string | number | null>>(`SELECT * FROM ${name}`)) {
      const columns = Object.keys(row);
      to.run(`INSERT INTO ${name} (${columns}) VALUES (${columns.map(() => '?')})`, Object.values(row));
    }
  }
}

async function open(places: Places) {
  const test = startEmbeddedTestHost(places, { clock: createFakeClock(NOW_MS) });
  await test.withTime(test.host.store.open());
  return test;
}

describe.each(frozenReleases())('a store in the browser of release $version', (release) => {
  it('shows everything that it showed then', async () => {
    const places = createPlaces();
    await putImage(release, places);
    const { request } = await open(places);
    expect(await whatIsSeen({ call: request } as Client)).toMatchObject(seenThen(release));
  });

  it('is sound once it was opened, and the next worker finds the same', async () => {
    const places = createPlaces();
    await putImage(release, places);
    const first = await open(places);
    const rows = allRows(first.host.store.db());
    assertSound(first.host.store.db());
    first.host.store.close();
    const next = await open(places);
    expect(allRows(next.host.store.db())).toEqual(rows);
  });
});
