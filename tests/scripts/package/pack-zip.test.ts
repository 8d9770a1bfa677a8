import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { textFile } from '../../../scripts/package/archive-file.ts';
import { archiveTime } from '../../../scripts/package/archive-time.ts';
import { packZip } from '../../../scripts/package/pack-zip.ts';
import { sumsOf } from '../../../scripts/package/sums.ts';
import { ROOT } from '../../../scripts/repository.ts';

describe('packZip', () => {
  const files = [textFile('b.txt', 'b'), { ...textFile('install', '#!/bin/sh\n'), isProgram: true }];
  const options = { time: archiveTime({}), level: 9 } as const;
  const hash = sumsOf([{ path: 'zip', bytes: packZip(files, options) }]);

  it('gives the same bytes whatever order the files come in, for ever', () => {
    expect(packZip(files.toReversed(), options)).toEqual(packZip(files, options));
    // Where this changes, the hashes of what was built before cannot be had again.
    expect(hash).toMatchInlineSnapshot(`
      "461e63e075ee566c4eed418845e9345dc11ec0167e6faa08f1fc580fecd28d46  zip
      "
    `);
  });

  it.each(['Asia/Kathmandu', 'America/Los_Angeles'])('and in %s', (zone) => {
    const places = ['archive-file', 'archive-time', 'pack-zip', 'sums'].map((name) =>
      JSON.stringify(pathToFileURL(join(ROOT, `scripts/package/${name}.ts`)).href),
    );
    const program = `
      const [{ textFile }, { archiveTime }, { packZip }, { sumsOf }] = await Promise.all([${places.map((place) => `import(${place})`)}]);
      const files = [textFile('b.txt', 'b'), { ...textFile('install', '#!/bin/sh\\n'), isProgram: true }];
      process.stdout.write(sumsOf([{ path: 'zip', bytes: packZip(files, { time: archiveTime({}), level: 9 }) }]));`;
    const args = ['--input-type=module', '-e', program];
    expect(execFileSync(process.execPath, args, { env: { TZ: zone }, encoding: 'utf8' })).toBe(hash);
  });

  it('holds the files', () => {
    const texts = Object.entries(unzipSync(packZip(files, options))).map(([path, bytes]) => [
      path,
      `${Buffer.from(bytes)}`,
    ]);
    expect(texts).toEqual([
      ['b.txt', 'b'],
      ['install', '#!/bin/sh\n'],
    ]);
  });
});
