import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { fillSearchIndex, isSearchIndexComplete } from '../../lib/store/search-index.ts';
import { watchForDamage } from '../../native-host/watch-for-damage.ts';
import { addMessage, addSession, withCode } from '../contract/rows.ts';
import { assertSound } from '../support/assert-sound.ts';
import { openStoreAt, temporaryStorePath } from '../support/temporary-store.ts';

describe('watchForDamage', () => {
  it('empties a damaged search index, so that messages are saved again, and says so once', () => {
    const path = temporaryStorePath();
    const earlier = openStoreAt(path);
    addSession(earlier, 's1');
    addMessage(earlier, 's1', 'm1');
    earlier.close();
    const raw = new Database(path);
    raw.unsafeMode();
    raw.exec("UPDATE messages_fts_data SET block = x'00000000ffffffffffff'");
    raw.close();

    const said: string[] = [];
    const db = watchForDamage(openStoreAt(path), {
      onDamage: () => void said.push('damage'),
      onIndexReset: () => void said.push('index reset'),
    });
    const append = () => db.transaction(() => addMessage(db, 's1', 'm2'));
    expect(append).toThrow(withCode('store-corrupt') as Error);
    expect(append()).toMatchObject({ id: 'm2' });
    expect(said).toEqual(['index reset']);
    expect(isSearchIndexComplete(db)).toBe(false);
    while (db.transaction(() => fillSearchIndex(db)) !== undefined);
    assertSound(db);
  });
});
