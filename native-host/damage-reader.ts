import { once } from 'node:events';
import { findProblem, readTables } from './heal/damage-source.ts';

// Reads the copy of a store that may be damaged, in a process of its own: whatever SQLite does with such a file, nobody else
// comes to harm. Arguments: the copy, and the tables to read; without any, it is told what is wrong. One JSON value a line.
const [file = '', ...tables] = process.argv.slice(2);

if (tables.length === 0) await say({ problem: findProblem(file) ?? null });
for (const [table, row] of readTables(file, tables)) await say({ table, row });
await say({ isAll: true });

async function say(value: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain');
}
