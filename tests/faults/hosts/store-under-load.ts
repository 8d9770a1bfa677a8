import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import type { Client } from '../../../lib/rpc/client.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { openDatabase } from '../../../native-host/database.ts';
import type { HostProcess } from '../../support/host-process.ts';
import { assertKept, type Losses, type Recorded } from './ack-log.ts';

/** A session to write into; resolves when the host has committed it. */
export async function createSession(client: Client): Promise<string> {
  const id = newId();
  await client.change('sessions/create', { id, title: 'Under load', model: 'm' });
  return id;
}

/** Opens the store as another host would, also beside those that use it, and looks. */
export function checkKept(home: string, logs: readonly Recorded[]): Losses {
  return closing(openDatabase(join(home, 'holdfast.db')), (db) => assertKept(db, logs));
}

function closing<Result>(db: SqlDatabase, use: (db: SqlDatabase) => Result): Result {
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/** The code of the error that `call` ends with; `undefined` when it succeeds. */
export async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

/** Resolves when the host says that its store is ready. */
export function whenReady(host: HostProcess): Promise<unknown> {
  return host.waitFor(
    ({ method, params }) => method === 'store/state' && (params as { state: string }).state === 'ready',
  );
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
