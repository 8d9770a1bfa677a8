import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deletingSecurely } from '../../../lib/store/secure-delete.ts';
import { openStoreAt, temporaryStorePath } from '../../support/temporary-store.ts';

describe('deletingSecurely', () => {
  it('leaves nothing of what was deleted in pages that are free, unlike what is deleted otherwise', () => {
    const path = temporaryStorePath();
    const db = openStoreAt(path);
    const content = `${'secret '.repeat(3000)}`;
    const holds = () => {
      db.get('PRAGMA wal_checkpoint(TRUNCATE)');
      return readFileSync(path, 'latin1').includes('secret secret');
    };
    const remove = () => db.transaction(() => db.run('DELETE FROM drafts'));
    const add = () => db.run("INSERT INTO drafts (session_id, content, updated_at) VALUES ('s', ?, '')", [content]);
    add();
    remove();
    expect(holds()).toBe(true);
    add();
    db.transaction(() => deletingSecurely(db, () => db.run('DELETE FROM drafts')));
    expect(holds()).toBe(false);
    // Only where it was asked for: it costs writing each page that becomes free.
    expect(db.get('PRAGMA secure_delete')).toEqual({ secure_delete: 2 });
  });
});
