import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MESSAGE_ROLES, MESSAGE_STATUSES } from '../../lib/protocol/shapes.ts';
import { TABLE_NAMES } from '../../lib/transfer/tables.ts';
import { freezeRelease } from '../../scripts/freeze-release.ts';
import { putStore } from '../support/releases/frozen-releases.ts';
import { temporaryFolder } from '../support/temporary-store.ts';
import { using } from '../support/transfer.ts';

const newFolder = () => join(temporaryFolder(), '1.2.3');

function contentOf(folder: string): Record<string, string> {
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(readdirSync(folder).map((name) => [name, hash(name)]));
}

describe('freezeRelease', () => {
  it('keeps rows of every table, role and status, and a host without what is of one machine only', async () => {
    const folder = newFolder();
    await freezeRelease(folder, false);
    const path = putStore({ version: '1.2.3', folder }, temporaryFolder());
    using(path, (db) => {
      const isEmpty = (table: string) => db.get(`SELECT 1 FROM ${table}`) === undefined;
      expect([...TABLE_NAMES, 'requests', 'store_info', 'recording_events'].filter(isEmpty)).toEqual([]);
      const kinds = (column: string) =>
        db.all<{ kind: string }>(`SELECT DISTINCT ${column} AS kind FROM messages ORDER BY 1`).map(({ kind }) => kind);
      expect(kinds('status')).toEqual(MESSAGE_STATUSES.toSorted());
      expect(kinds('role')).toEqual(MESSAGE_ROLES.toSorted());
    });
    const files = Object.keys(unzipSync(readFileSync(join(folder, 'host.zip'))));
    expect(files).toContain('main.mjs');
    expect(files.filter((name) => !name.endsWith('.mjs'))).toEqual([]);
  });

  it('leaves a release that is there as it is, unless it is told to write it again: the same bytes each time', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'store.db.gz'), 'as it was released');
    const before = contentOf(folder);
    await expect(freezeRelease(folder, false)).rejects.toThrow(
      /is there: what was released is never written anew.*--again/,
    );
    expect(contentOf(folder)).toEqual(before);
    await freezeRelease(folder, true);
    const frozen = contentOf(folder);
    expect(Object.keys(frozen)).toEqual(['expected.json', 'host.zip', 'store.db.gz']);
    await freezeRelease(folder, true);
    expect(contentOf(folder)).toEqual(frozen);
    expect(frozen).not.toMatchObject(before);
  });
});
