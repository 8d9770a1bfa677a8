import { createRequire } from 'node:module';
import { join } from 'node:path';
import type SqliteDatabase from 'better-sqlite3';
import { HOST } from '../../scripts/repository.ts';

/** The SQLite of the built host, which it brings along: what is replaced in the checkout's own one the host does not see. */
export const Database: typeof SqliteDatabase = createRequire(join(HOST, 'main.mjs'))('better-sqlite3');
