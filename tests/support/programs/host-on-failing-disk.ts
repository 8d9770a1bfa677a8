import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../host-sqlite.ts';
import { runBuiltHost } from './built-host.ts';

// The host, to which SQLite says what stands in the file `disk` of the data folder, for as long as it is there: SQLITE_FULL,
// for instance. Every transaction and every lock begins with an `exec`; what is only read is found.
const disk = join(process.env['HOLDFAST_HOME'] ?? '', 'disk');
const { exec } = Database.prototype;
Database.prototype.exec = function (sql) {
  if (existsSync(disk)) throw new Database.SqliteError('the disk fails', readFileSync(disk, 'utf8'));
  return exec.call(this, sql);
};
await runBuiltHost();
