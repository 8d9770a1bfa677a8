import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensureStore } from '../../native-host/transfer/ensure-store.ts';
import { importFile } from '../../native-host/transfer/import-data.ts';
import { pathsAround, placeAt } from './transfer-places.ts';

/** Takes files into a store that no browser uses yet, which is made where there is none. */
export async function importInto(database: string, files: readonly string[]): Promise<void> {
  mkdirSync(dirname(database), { recursive: true });
  const paths = pathsAround(database);
  const place = placeAt(paths);
  await ensureStore(paths, place);
  for (const file of files) await importFile(file, 'merge', place);
}
