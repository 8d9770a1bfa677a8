import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { build } from './build.ts';
import type { ArchiveFile } from './package/archive-file.ts';
import { archiveTime } from './package/archive-time.ts';
import { extensionFiles, partOfExtension } from './package/extension-archive.ts';
import { hostArchive, partOfHost } from './package/host-archive.ts';
import { packTarGz } from './package/pack-tar.ts';
import { packZip } from './package/pack-zip.ts';
import { sizesInWords } from './package/sizes-in-words.ts';
import { sumsOf } from './package/sums.ts';
import { OUTPUT } from './repository.ts';

const HELP = `Usage: npm run package
Builds what is given away, into .output/package/:
  holdfast-<version>-chrome.zip             for the Chrome Web Store
  holdfast-<version>-chrome-unpacked.zip    to be unpacked and loaded by hand; the host answers to this one
  holdfast-host-<version>-<system>-<processor>.tar.gz
                                            the host for machines like this one, with a script that installs it
  SHA256SUMS                                of all of them
The same source gives the same bytes on every machine of a kind. SOURCE_DATE_EPOCH sets the time of the files in them.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;

const PACKAGE = join(OUTPUT, 'package');

/** Packs what is built. Returns the artefacts, which lie in the output's folder then. */
async function packAll(): Promise<ArchiveFile[]> {
  const time = archiveTime(process.env);
  const { version } = packageJson;
  const artefacts: ArchiveFile[] = [];
  const add = (path: string, bytes: Uint8Array, files: readonly ArchiveFile[], partOf: (path: string) => string) => {
    artefacts.push({ path, bytes });
    console.log(`${path}\n${sizesInWords(bytes.length, files, partOf)}`);
  };
  for (const [goesTo, suffix] of [
    ['store', ''],
    ['unpacked', '-unpacked'],
  ] as const) {
    const files = extensionFiles(goesTo);
    add(`holdfast-${version}-chrome${suffix}.zip`, packZip(files, { time, level: 9 }), files, partOfExtension);
  }
  const { name, files } = hostArchive();
  console.error('packing the host, with Node…');
  const isWindows = process.platform === 'win32';
  // Nine instead of six takes twice as long, for 0.1 %.
  const packed = isWindows ? packZip(files, { time, level: 6 }) : await packTarGz(files, { time, level: 6 });
  add(`${name}.${isWindows ? 'zip' : 'tar.gz'}`, packed, files, partOfHost);
  return artefacts;
}

const args = process.argv.slice(2);
if (args.length > 0) {
  const isAsked = args.length === 1 && (args[0] === '--help' || args[0] === '-h');
  console[isAsked ? 'log' : 'error'](HELP);
  process.exit(isAsked ? 0 : 2);
}
try {
  console.error('building…');
  await build();
  rmSync(PACKAGE, { recursive: true, force: true });
  const artefacts = await packAll();
  const sums = sumsOf(artefacts);
  mkdirSync(PACKAGE, { recursive: true });
  for (const { path, bytes } of artefacts) writeFileSync(join(PACKAGE, path), bytes);
  writeFileSync(join(PACKAGE, 'SHA256SUMS'), sums);
  console.log(`${sums}in ${PACKAGE}`);
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
