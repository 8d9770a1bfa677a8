import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTENSION, ROOT } from '../repository.ts';
import { type ArchiveFile, readFiles, textFile } from './archive-file.ts';
import { bundledPackages } from './bundled-packages.ts';
import { noticesOf } from './notices.ts';
import { unusedFiles } from './unused-files.ts';

/** Store: as it is uploaded, and gets its id there. Unpacked: has the id that the host answers to wherever it is loaded. */
export type ExtensionFor = 'store' | 'unpacked';

/** The files of the built extension, with the licences of what is in it. Errors: where one of them is used by none. */
export function extensionFiles(goesTo: ExtensionFor, folder: string = EXTENSION): ArchiveFile[] {
  const built = readFiles(folder);
  const unused = unusedFiles(built, ['manifest.json']);
  const maps = built.filter(({ path }) => path.endsWith('.map')).map(({ path }) => path);
  if (unused.length + maps.length > 0) {
    throw new Error(`The extension has files that it does not use: ${[...unused, ...maps].join(', ')}`);
  }
  return [
    ...built.map((file) => (file.path === 'manifest.json' ? manifestFor(goesTo, file) : file)),
    { path: 'LICENSE', bytes: readFileSync(join(ROOT, 'LICENSE')) },
    textFile('THIRD-PARTY-NOTICES.txt', noticesOf(bundledPackages('extension'))),
  ];
}

/** What a file of the extension is for, in the report of sizes. */
export function partOfExtension(path: string): string {
  if (path.endsWith('.wasm')) return 'SQLite';
  if (path === 'background.js') return 'worker';
  if (/\.(?:js|html|css)$/.test(path)) return 'pages';
  return path.startsWith('icon/') ? 'icons' : 'papers';
}

/** The store refuses a `key`: it has one of its own for each extension. */
function manifestFor(goesTo: ExtensionFor, file: ArchiveFile): ArchiveFile {
  if (goesTo === 'unpacked') return file;
  const { key: _, ...manifest } = JSON.parse(Buffer.from(file.bytes).toString('utf8'));
  return textFile(file.path, JSON.stringify(manifest));
}
