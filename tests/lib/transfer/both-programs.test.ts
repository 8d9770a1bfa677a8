import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { write } from '../../../lib/store/migrate.ts';
import { createSearchIndex, hasSearchIndex } from '../../../lib/store/search-index.ts';
import type { Resolution } from '../../../lib/transfer/plan-import.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { anyStore, fillStore, type StoreContent } from '../../support/any-store.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { isLongRun } from '../../support/fault-figures.ts';
import { dataOf } from '../../support/transfer.ts';
import { SIDES, type TransferSide } from '../../support/transfer-sides.ts';

const [HOST, BROWSER] = SIDES;
const RESOLUTIONS = ['skip', 'replace', 'both', 'merge'] as const satisfies readonly Resolution[];
const FIXTURES = join(import.meta.dirname, '../../fixtures/opencode');

/** Printed by fast-check when the property fails, with the path to the smallest store. */
const SEED = 20_261_126;
const RUNS = isLongRun ? 500 : 10;

const dataIn = (side: TransferSide) => side.using(dataOf);

function fill(side: TransferSide, content: StoreContent): void {
  side.using((db) => {
    fillStore(db, content);
    if (side.canIndex) createSearchIndex(db);
    if (hasSearchIndex(db)) db.exec("INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')");
  });
}

const openBoth = () => SIDES.map(({ open }) => open());

describe.each([
  { from: BROWSER, into: HOST },
  { from: HOST, into: BROWSER },
])('what $from.program exports', { timeout: 3_600_000 }, ({ from, into }) => {
  it(`makes a store of ${into.program} equal, row for row, and changes nothing the second time`, async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, async (content) => {
        const [there, here] = [from.open(), into.open()];
        fill(there, content);
        const file = await there.exported();
        expect((await here.imported(file)).problems).toEqual([]);
        expect(dataIn(here)).toEqual(dataIn(there));
        here.using(assertSound);
        for (const resolution of RESOLUTIONS) {
          const { counts } = await here.imported(file, resolution);
          expect(counts).toMatchObject({ added: {}, replaced: {} });
        }
        const { counts, existing } = await here.analyzed(file);
        expect(existing).toEqual(counts);
        expect(dataIn(here)).toEqual(dataIn(there));
        expect([...here.left(), ...there.left()]).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

describe('both programs', { timeout: 3_600_000 }, () => {
  it('come to the same store by the same file, whatever is there and is decided', async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, anyStore, fc.constantFrom(...RESOLUTIONS), async (here, there, resolution) => {
        const from = HOST.open();
        fill(from, there);
        const sides = openBoth();
        for (const format of ['bundle', 'json'] as const) {
          const file = await from.exported(format);
          const outcomes: unknown[] = [];
          for (const side of sides) {
            if (format === 'bundle') fill(side, here);
            const { safetyBackup, ...told } = await side.imported(file, resolution);
            outcomes.push({ told, data: dataIn(side) });
          }
          expect(outcomes[1]).toEqual(outcomes[0]);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it.each(['export.json', 'sessions.json', 'lean-run.jsonl'])('take the same from OpenCode: %s', async (name) => {
    const sides = openBoth();
    const outcomes: unknown[] = [];
    for (const side of sides) {
      const analyzed = await side.analyzed(join(FIXTURES, name));
      const imported = await side.imported(join(FIXTURES, name), 'merge');
      outcomes.push({ analyzed, imported, data: dataIn(side) });
      side.using(assertSound);
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(dataIn(sides[0] as TransferSide)['messages']?.length).toBeGreaterThan(1);
  });

  it('write the same JSON and Markdown', async () => {
    const texts: string[][] = [];
    for (const side of openBoth()) {
      side.using((db) =>
        write(db, () => {
          addSession(db, 's1', { title: 'Talk: one' });
          for (let index = 0; index < 450; index++) addMessage(db, 's1', `m${index}`, { content: `é ${index}` });
        }),
      );
      const files = [await side.exported('json'), await side.exported('markdown', ['s1'])];
      texts.push(files.map((file) => readFileSync(file, 'utf8')));
    }
    expect(texts[1]).toEqual(texts[0]);
    expect(texts[0]?.map((text) => text.includes('é 449'))).toEqual([true, true]);
  });

  it('give a copy that is kept beside the same id', async () => {
    const ids: unknown[] = [];
    const from = HOST.open();
    from.using((db) => write(db, () => addSession(db, 's1', { title: 'There' })));
    const file = await from.exported();
    for (const side of openBoth()) {
      side.using((db) => write(db, () => addSession(db, 's1', { title: 'Here' })));
      await side.imported(file, 'both');
      ids.push(side.using((db) => db.all('SELECT id, title FROM sessions ORDER BY title')));
    }
    expect(ids[0]).toHaveLength(2);
    expect(ids[1]).toEqual(ids[0]);
  });

  it('write nothing when they only look', async () => {
    const from = HOST.open();
    from.using((db) => write(db, () => addSession(db, 's1')));
    const file = await from.exported();
    for (const side of openBoth()) {
      const before = side.using(allRows);
      expect(await side.analyzed(file)).toEqual({
        format: 'bundle',
        counts: { sessions: 1 },
        existing: {},
        problems: [],
      });
      expect(side.using(allRows)).toEqual(before);
    }
  });
});
