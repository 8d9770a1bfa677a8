import { once } from 'node:events';
import { findProblem } from './heal/damage-source.ts';
import { type DamagedRow, readDamaged, readPlaces } from './heal/read-damaged.ts';

// Reads the copy of a store that may be damaged, in a process of its own: whatever SQLite does with such a file, nobody else
// comes to harm. Arguments: what to read, the copy, and the table. Tells one JSON value a line; the last one says that it is all.
const [what, file = '', table = ''] = process.argv.slice(2);

const read: Readonly<Record<string, () => Iterable<DamagedRow>>> = {
  problem: () => [{ problem: findProblem(file) ?? null }],
  rows: () => readDamaged(file, table),
  places: () => readPlaces(file),
};

for (const row of read[what ?? '']?.() ?? []) await say({ row });
await say({ isAll: true });

async function say(value: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain');
}
