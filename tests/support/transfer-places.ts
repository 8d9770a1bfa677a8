import { dirname, join } from 'node:path';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../native-host/paths.ts';
import { createWorkplace, type Workplace } from '../../native-host/workplace.ts';
import { builtProgram } from './built-program.ts';

/** The moment at which everything in these tests is exported and imported. */
const NOW = Date.UTC(2026, 10, 25, 21, 30);

/** A data folder of its own around a store, with a folder for downloads in it. */
export function pathsAround(database: string): DataPaths {
  const home = dirname(database);
  const env = { HOLDFAST_HOME: home, HOLDFAST_DOWNLOADS: join(home, 'Downloads') };
  const paths = { ...dataPaths(env, process.platform, home), database };
  ensureDataFolders(paths);
  return paths;
}

/** Where work is done in this process. `isCancelled` is asked at each pause. */
export function placeAt(paths: DataPaths, isCancelled: () => boolean = () => false): Workplace {
  const storeReader = builtProgram('store-reader');
  return { ...createWorkplace({ paths, onProgress: () => {}, isCancelled, storeReader }), now: () => NOW };
}
