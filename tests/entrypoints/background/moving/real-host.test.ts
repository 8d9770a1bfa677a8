import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SqlDatabase } from '../../../../lib/store/sql-database.ts';
import { addMessage, addSession } from '../../../contract/rows.ts';
import { canMount, mountTmpfs } from '../../../faults/hosts/small-disks.ts';
import { whenReady } from '../../../faults/hosts/store-under-load.ts';
import { assertSound } from '../../../support/assert-sound.ts';
import { asConnectionTo, type HostToMove, movedRows, startMover } from '../../../support/embedded/moving.ts';
import { createPlaces } from '../../../support/embedded/places.ts';
import { cleanUpHosts, newHome, startHost } from '../../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../../support/rounds.ts';
import { openStoreAt } from '../../../support/temporary-store.ts';

const MiB = 1024 * 1024;
const needsRoot = canMount() ? '' : ' (skipped: needs root on Linux, to mount)';

afterEach(cleanUpHosts);

/** Sessions of ten messages each, of this many bytes in all; two of them in one family. */
function addSessions(db: SqlDatabase, count: number, bytes: number): void {
  db.transaction(() => {
    const text = 'Text 漢 '.repeat(Math.ceil(bytes / (count * 10) / 9));
    for (let session = 0; session < count; session++) {
      const id = `s${session}`;
      addSession(db, id, session === 1 ? { parentSessionId: 's0', branchPoint: 1 } : {});
      for (let place = 0; place < 10; place++)
        addMessage(db, id, `${id} m${place}`, { content: `${id} ${place} ${text}` });
    }
  });
}

/** What the host has, when it has ended. */
async function rowsIn(home: string, host: ReturnType<typeof startHost>): Promise<Record<string, string[]>> {
  host.endInput();
  await host.exited;
  const db = openStoreAt(join(home, 'holdfast.db'));
  assertSound(db);
  return movedRows(db);
}

/** Counts what passes, and lets a test do something at each. */
function watched(connection: HostToMove, onRequest: (count: number, method: string) => void): HostToMove {
  let count = 0;
  return {
    ...connection,
    request(method, params, options) {
      const answer = connection.request(method, params, options);
      onRequest(++count, method);
      return answer;
    },
  };
}

describe('moving into a host in a process of its own', { timeout: 120_000 }, () => {
  it('brings 20 MB in parts and tells how far it is', async () => {
    const home = newHome();
    const host = startHost({ home });
    const methods: string[] = [];
    const mover = await startMover(
      createPlaces(),
      watched(asConnectionTo(host), (_, method) => void methods.push(method)),
    );
    addSessions(mover.store.db(), 20, 20 * MiB);
    const before = movedRows(mover.store.db());
    expect(await mover.move()).toMatchObject({ sessions: 20, messages: 200 });
    expect(methods.filter((method) => method === 'uploads/put').length).toBeGreaterThan(4);
    const shares = mover.progress.map(({ progress }) => progress);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(mover.progress.map(({ step }) => step))).toEqual(
      new Set(['sending', 'reading', 'importing', 'indexing', 'comparing']),
    );
    expect(await rowsIn(home, host)).toEqual(before);
  });

  it('goes well the next time when the host is killed at any moment, and brings nothing twice', async () => {
    const count = rounds('moving into a host that is killed', { test: 2, faults: 60 });
    const random = createRandom(faultSeed, 'killed while moving');
    for (let round = 0; round < count; round++) {
      const [home, places] = [newHome(), createPlaces()];
      const dying = startHost({ home });
      const at = 1 + random.below(5);
      const afterMs = random.below(400);
      const first = await startMover(
        places,
        watched(asConnectionTo(dying), (request) => {
          if (request === at) setTimeout(dying.kill, afterMs);
        }),
      );
      addSessions(first.store.db(), 8, MiB);
      await first.store.settled();
      const before = movedRows(first.store.db());
      const ended = await first.move().catch((error: unknown) => error);
      dying.kill();
      await dying.exited;
      const moved = await first.place.read();
      first.store.close();
      const host = startHost({ home });
      // One that was killed while it made its store leaves the rest of that to the next.
      await whenReady(host);
      if (moved) expect(ended).toMatchObject({ sessions: 8 });
      else {
        expect(ended).toMatchObject({ code: 'disconnected' });
        const second = await startMover(places, asConnectionTo(host));
        expect(movedRows(second.store.db())).toEqual(before);
        await second.move();
        second.store.close();
      }
      expect(await rowsIn(home, host)).toEqual(before);
    }
  });

  it.skipIf(needsRoot)(
    `stays in the browser when the host’s disk is full, and goes well when it is not${needsRoot}`,
    async () => {
      const disk = mountTmpfs(12);
      onTestFinished(() => disk.unmount());
      const host = startHost({ home: disk.folder });
      await host.waitFor((message) => message['method'] === 'store/state');
      const mover = await startMover(createPlaces(), asConnectionTo(host));
      addSessions(mover.store.db(), 8, 3 * MiB);
      const before = movedRows(mover.store.db());
      const free = disk.fill();
      await expect(mover.move()).rejects.toMatchObject({ code: 'disk-full' });
      expect(await mover.place.read()).toBeUndefined();
      expect(movedRows(mover.store.db())).toEqual(before);
      free();
      await mover.move();
      expect(await rowsIn(disk.folder, host)).toEqual(before);
    },
  );
});
