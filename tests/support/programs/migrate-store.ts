import { join } from 'node:path';
import { migrateStore } from '../../../native-host/migrate-store.ts';

// migrate-store <folder>: what the maintenance process does, telling each step and how far it is.
const [folder = ''] = process.argv.slice(2);
const paths = { database: join(folder, 'holdfast.db'), backups: join(folder, 'backups'), locks: folder };
migrateStore(paths, Date.now(), (progress, step) => process.stdout.write(`${step} ${progress.toFixed(2)}\n`));
