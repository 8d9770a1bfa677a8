import { describe, expect, it } from 'vitest';
import { checkHashes, sha256Of } from '../../../lib/store/content-hash.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession, withCode } from '../../contract/rows.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';

/** What each slice comes to until there are no more. */
function slices(db: SqlDatabase) {
  const found: { damaged: string[]; checked: number }[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { last, ...slice } = checkHashes(db, after);
    found.push(slice);
    after = last;
  }
  return found;
}

describe('checkHashes', () => {
  it('looks at every complete message once, so many at a time', () => {
    const db = openTemporaryStore();
    addSession(db, 'talk');
    for (let n = 0; n < 501; n++) addMessage(db, 'talk', `message ${n}`);
    addMessage(db, 'talk', 'half', { role: 'assistant', status: 'interrupted' });
    db.exec("UPDATE messages SET content = content || 'x' WHERE id IN ('message 3', 'message 500', 'half')");
    expect(slices(db)).toEqual([
      { damaged: ['message 3'], checked: 500 },
      { damaged: ['message 500'], checked: 1 },
      { damaged: [], checked: 0 },
    ]);
  });

  it('takes long texts one at a time, and a tool call counts as text', () => {
    const db = openTemporaryStore();
    addSession(db, 'talk');
    const content = 'é'.repeat(3_000_000);
    addMessage(db, 'talk', 'one', { content });
    addMessage(db, 'talk', 'two', { toolCalls: [content] });
    addMessage(db, 'talk', 'three');
    expect(slices(db).map(({ checked }) => checked)).toEqual([1, 2, 0]);
  });

  it('ends where a damaged file gives the same rows again and again', () => {
    const db = openTemporaryStore();
    addSession(db, 'talk');
    addMessage(db, 'talk', 'one');
    const circling: SqlDatabase = { ...db, all: (sql, [, ...rest] = []) => db.all(sql, [0, ...rest]) };
    expect(() => slices(circling)).toThrow(withCode('store-corrupt') as Error);
  });
});

describe('sha256Of', () => {
  it('is the same by an engine that has it and in script', () => {
    const db = openTemporaryStore();
    for (const text of ['', 'text', 'é 𝒳 \u0000']) {
      expect(db.sha256?.(text)).toBe(sha256Of({}, text));
      expect(sha256Of(db, text)).toBe(sha256Of({}, text));
    }
  });
});
