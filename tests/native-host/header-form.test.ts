import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../native-host/database.ts';
import { hasUnknownForm } from '../../native-host/header-form.ts';
import { temporaryStorePath } from '../support/temporary-store.ts';

describe('hasUnknownForm', () => {
  it('knows a file that SQLite would only read, and says of a write that the store is damaged', () => {
    const path = temporaryStorePath();
    expect(hasUnknownForm(path)).toBe(false);
    const bytes = readFileSync(path);
    bytes[18] = 66;
    writeFileSync(path, bytes);
    expect(hasUnknownForm(path)).toBe(true);
    const db = openDatabase(path);
    expect(() => db.exec("INSERT INTO requests VALUES ('a', 'b')")).toThrow(
      expect.objectContaining({ code: 'store-corrupt' }),
    );
    db.close();
  });

  it('says nothing of a file that is not there, or empty', () => {
    expect(hasUnknownForm('/nowhere/store.db')).toBe(false);
    const path = temporaryStorePath();
    writeFileSync(path, '');
    expect(hasUnknownForm(path)).toBe(false);
  });
});
