import { join } from 'node:path';
import { exportData } from '../../../native-host/transfer/export-data.ts';
import { importFile } from '../../../native-host/transfer/import-data.ts';
import { pathsAround, placeAt } from '../transfer-places.ts';

// Exports or imports, and tells the most memory that it had, the longest it did not pause, and which file it wrote.
const [work = '', database = '', what = ''] = process.argv.slice(2);
const place = placeAt(pathsAround(database));
let before = performance.now();
let longestMs = 0;
const paced = {
  ...place,
  async pause() {
    longestMs = Math.max(longestMs, performance.now() - before);
    await place.pause();
    before = performance.now();
  },
};
const start = performance.now();
let file: string | undefined;
if (work === 'export') {
  const { folder, name } = await exportData({ format: what as 'bundle' | 'json' | 'markdown' }, paced);
  file = join(folder, name);
} else await importFile(what, 'skip', paced);
longestMs = Math.max(longestMs, performance.now() - before);
const maxRssMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ maxRssMb, ms: performance.now() - start, longestMs, file }));
