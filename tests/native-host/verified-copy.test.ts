import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openReadOnly } from '../../native-host/database.ts';
import { makeVerifiedCopy } from '../../native-host/verified-copy.ts';
import { insertFirstRows } from '../migrations/at-version.ts';
import { schemaOf } from '../migrations/schema-of.ts';
import { allRows, hashOf } from '../support/assert-sound.ts';
import { openStoreAt, openTemporaryStore, temporaryFolder, temporaryStorePath } from '../support/temporary-store.ts';

function filledStore(): SqlDatabase {
  const db = openTemporaryStore();
  insertFirstRows(db);
  db.run('UPDATE messages SET content_hash = ?', [hashOf('user', 'Text', [])]);
  return db;
}

const withCode = (code: string) => expect.objectContaining({ name: 'AppError', code });

describe('makeVerifiedCopy', () => {
  it('makes a copy that equals the store, and nothing else', () => {
    const db = filledStore();
    const folder = temporaryFolder();
    const target = join(folder, 'copy.db');
    makeVerifiedCopy(db, target);
    expect(readdirSync(folder)).toEqual(['copy.db']);
    const copy = openReadOnly(target);
    expect(allRows(copy)).toEqual(allRows(db));
    expect(schemaOf(copy)).toEqual(schemaOf(db));
    copy.close();
  });

  it('starts over where an earlier copy was cut off', () => {
    const target = join(temporaryFolder(), 'copy.db');
    writeFileSync(`${target}.partial`, 'half a copy');
    makeVerifiedCopy(filledStore(), target);
    expect(existsSync(`${target}.partial`)).toBe(false);
  });

  it('refuses to call a copy verified when a text is not what it was', () => {
    const db = filledStore();
    db.exec("UPDATE messages SET content = 'Damaged'");
    const folder = temporaryFolder();
    expect(() => makeVerifiedCopy(db, join(folder, 'copy.db'))).toThrow(withCode('store-corrupt'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a copy with fewer rows than the store, unless another process writes meanwhile', () => {
    const path = temporaryStorePath();
    const [db, other] = [openStoreAt(path), openStoreAt(path)];
    insertFirstRows(db);
    const folder = temporaryFolder();
    const target = join(folder, 'copy.db');
    const afterCopying = (then: () => void): SqlDatabase => ({
      ...db,
      run(sql, params) {
        const result = db.run(sql, params);
        if (sql.startsWith('VACUUM')) then();
        return result;
      },
    });
    const loseRows = (connection: SqlDatabase) => () => connection.exec('DELETE FROM recordings');
    expect(() => makeVerifiedCopy(afterCopying(loseRows(db)), target)).toThrow(
      'table recordings has 1 rows instead of 0',
    );
    expect(readdirSync(folder)).toEqual([]);
    db.exec("INSERT INTO recordings VALUES ('r', 's', 't', '2026-01-31T12:00:00.000Z', 1, '[]', NULL, NULL)");
    makeVerifiedCopy(afterCopying(loseRows(other)), target);
    expect(readdirSync(folder)).toEqual(['copy.db']);
  });

  it('names a full disk and leaves no half copy', () => {
    const db = filledStore();
    const full: SqlDatabase = {
      ...db,
      run() {
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      },
    };
    const folder = temporaryFolder();
    expect(() => makeVerifiedCopy(full, join(folder, 'copy.db'))).toThrow(withCode('disk-full'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names a folder that is not there', () => {
    const target = join(temporaryFolder(), 'none', 'copy.db');
    expect(() => makeVerifiedCopy(filledStore(), target)).toThrow(withCode('read-only'));
  });

  it('leaves an earlier copy of the same name until the new one is verified', () => {
    const target = join(temporaryFolder(), 'copy.db');
    const db = filledStore();
    makeVerifiedCopy(db, target);
    const before = readFileSync(target);
    db.exec("UPDATE messages SET content = 'Damaged'");
    expect(() => makeVerifiedCopy(db, target)).toThrow(withCode('store-corrupt'));
    expect(readFileSync(target)).toEqual(before);
  });
});
