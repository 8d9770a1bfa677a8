import { migrate } from '../../../lib/store/migrate.ts';
import { migrations } from '../../../migrations/index.ts';
import type { Migration } from '../../../migrations/migration.ts';
import { openDatabase } from '../../../native-host/database.ts';

// migrate <file> [version]: migrates the file; hangs within the step to `version`, after all it writes, until it is killed.
const [path = '', hangIn] = process.argv.slice(2);
const steps = migrations.map(
  (step): Migration => (step.version === Number(hangIn) ? { ...step, up: hang(step) } : step),
);
const db = openDatabase(path);
migrate(db, { steps, onStep: ({ version }) => process.stdout.write(`step ${version}\n`) });
db.close();

function hang(step: Migration): Migration['up'] {
  return (database) => {
    step.up(database);
    process.stdout.write('inside\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
}
