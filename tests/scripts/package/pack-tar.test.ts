import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { textFile } from '../../../scripts/package/archive-file.ts';
import { archiveTime } from '../../../scripts/package/archive-time.ts';
import { packTarGz } from '../../../scripts/package/pack-tar.ts';
import { sumsOf } from '../../../scripts/package/sums.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

describe('packTarGz', () => {
  const files = [textFile('a/b.txt', 'b'), { ...textFile('a/install', '#!/bin/sh\n'), isProgram: true }];
  const options = { time: archiveTime({}), level: 9 } as const;

  it('gives the same bytes whatever order the files come in, for ever', async () => {
    const packed = await packTarGz(files, options);
    expect(await packTarGz(files.toReversed(), options)).toEqual(packed);
    // Where this changes, the hashes of what was built before cannot be had again.
    expect(sumsOf([{ path: 'tar', bytes: packed }])).toMatchInlineSnapshot(`
      "ced1ada51abda8d84e263985b6968b0b720a3689b5a3f8fc2ec2c90863823231  tar
      "
    `);
  });

  it('holds files of nobody, with the time of all of them, and programs that can be started', async () => {
    const entries = await unpackTar(new Uint8Array(gunzipSync(await packTarGz(files, options))));
    const facts = entries.map(({ header: { name, mode, mtime, uid, gid, uname, gname } }) => ({
      name,
      facts: { mode, mtime, uid, gid, uname, gname },
    }));
    const facts644 = { mode: 0o644, mtime: options.time, uid: 0, gid: 0, uname: '', gname: '' };
    expect(facts).toEqual([
      { name: 'a/b.txt', facts: facts644 },
      { name: 'a/install', facts: { ...facts644, mode: 0o755 } },
    ]);
  });

  it("is read by the system's tar", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.tar.gz'), await packTarGz(files, options));
    execFileSync('tar', ['-xzf', 'x.tar.gz'], { cwd: folder });
    expect(statSync(join(folder, 'a/install')).mode & 0o111).not.toBe(0);
    expect(statSync(join(folder, 'a/b.txt')).mode & 0o111).toBe(0);
  });
});
