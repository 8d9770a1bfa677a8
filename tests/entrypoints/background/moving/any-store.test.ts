import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyStore, fillStore, type StoreContent } from '../../../support/any-store.ts';
import { assertSound } from '../../../support/assert-sound.ts';
import { asConnection, movedRows, startMover } from '../../../support/embedded/moving.ts';
import { createPlaces } from '../../../support/embedded/places.ts';
import { isLongRun } from '../../../support/fault-figures.ts';
import { startTestHost } from '../../../support/test-host.ts';

const SEED = 20_261_126;
const RUNS = isLongRun ? 200 : 4;

async function moveInto(host: ReturnType<typeof startTestHost>, content: StoreContent) {
  const mover = await startMover(createPlaces(), asConnection(host));
  const db = mover.store.db();
  fillStore(db, content);
  await mover.move();
  mover.store.close();
}

describe('moving any store', { timeout: 3_600_000 }, () => {
  it('into an empty host makes that equal, row for row', async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, async (content) => {
        const host = startTestHost();
        const other = startTestHost();
        fillStore(other.db, content);
        await moveInto(host, content);
        expect(movedRows(host.db)).toEqual(movedRows(other.db));
        assertSound(host.db);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('into any other host leaves everything there that a move says is there, and brings nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, anyStore, async (here, there) => {
        const host = startTestHost();
        host.db.exec('DROP TABLE messages_fts');
        fillStore(host.db, there);
        await moveInto(host, here);
        assertSound(host.db);
        const rows = movedRows(host.db);
        await moveInto(host, here);
        expect(movedRows(host.db)).toEqual(rows);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
