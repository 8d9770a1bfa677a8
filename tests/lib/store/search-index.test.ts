import { describe, expect, it } from 'vitest';
import { branchSession } from '../../../lib/store/branch.ts';
import { requireMessage, updateMessage } from '../../../lib/store/messages.ts';
import { purgeSession } from '../../../lib/store/purge.ts';
import { appendReplyText, appendStoppedText, reopenReply } from '../../../lib/store/replies.ts';
import {
  createSearchIndex,
  fillSearchIndex,
  hasSearchIndex,
  holdsDeletedText,
  isSearchIndexComplete,
  mergeSearchIndex,
  resetSearchIndex,
  unindexMessagesOf,
} from '../../../lib/store/search-index.ts';
import { deleteSessionForever, trashSession } from '../../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { openStoreWithoutSearchIndex, openTemporaryStore } from '../../support/temporary-store.ts';

const BRANCH = '01890000-0000-7000-8000-000000000001';
const MARKER = "SELECT value_json FROM store_info WHERE key = 'searchIndexedTo'";

/** The ids of the messages that hold three characters, by the index alone. */
function find(db: SqlDatabase, term: string): string[] {
  return db
    .all<{ id: string }>(
      'SELECT id FROM messages WHERE rowid IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?) ORDER BY id',
      [`"${term}"`],
    )
    .map(({ id }) => id);
}

function filled(count: number, content = (n: number) => `text ${n} of many`): SqlDatabase {
  const db = openStoreWithoutSearchIndex();
  addSession(db, 's1');
  for (let n = 1; n <= count; n++) addMessage(db, 's1', `m${n}`, { content: content(n) });
  return db;
}

/** Steps until the index is full; how many. */
function fill(db: SqlDatabase, rows: number, bytes = 1e9): (number | undefined)[] {
  const told: (number | undefined)[] = [];
  do told.push(db.transaction(() => fillSearchIndex(db, { rows, bytes })));
  while (told.at(-1) !== undefined);
  return told;
}

describe('hasSearchIndex', () => {
  it('tells of an index as soon as there is one', () => {
    const db = openStoreWithoutSearchIndex();
    expect([hasSearchIndex(db), isSearchIndexComplete(db)]).toEqual([false, false]);
    db.transaction(() => createSearchIndex(db));
    expect([hasSearchIndex(db), isSearchIndexComplete(db)]).toEqual([true, true]);
  });
});

describe('the search index', () => {
  it('has a message from its insertion on, in any script and case', () => {
    const db = openTemporaryStore();
    addSession(db, 's1');
    addMessage(db, 's1', 'm1', { content: 'An ÉCOLE in Москва, 東京都に行く' });
    for (const term of ['an ', 'éco', 'МОС', '東京都']) expect(find(db, term), term).toEqual(['m1']);
    expect(find(db, 'xyz')).toEqual([]);
    assertSound(db);
  });

  it('has a reply when it has settled, and not while it grows or waits', () => {
    const db = openTemporaryStore();
    addSession(db, 's1');
    addMessage(db, 's1', 'm1', { role: 'assistant', content: '', status: 'queued' });
    updateMessage(db, 'm1', { status: 'streaming' }, at(1));
    appendReplyText(db, 'm1', 'the beginning');
    expect(find(db, 'beg')).toEqual([]);
    assertSound(db);
    updateMessage(db, 'm1', { status: 'complete', content: 'the beginning and the end' }, at(2));
    expect(find(db, 'end')).toEqual(['m1']);
    assertSound(db);
  });

  it('forgets a reply that is taken up again, and has all of it at its end', () => {
    const db = openTemporaryStore();
    addSession(db, 's1');
    addMessage(db, 's1', 'm1', { role: 'assistant', content: 'broken', status: 'interrupted' });
    expect(find(db, 'bro')).toEqual(['m1']);
    reopenReply(db, requireMessage(db, 'm1'), { baseUrl: 'https://a.example', model: 'm', status: 'streaming' }, at(1));
    expect(find(db, 'bro')).toEqual([]);
    appendReplyText(db, 'm1', ' and mended');
    updateMessage(db, 'm1', { status: 'error' }, at(2));
    expect([find(db, 'bro'), find(db, 'men')]).toEqual([['m1'], ['m1']]);
    assertSound(db);
  });

  it('follows a text that changes where the message stays as it is', () => {
    const db = openTemporaryStore();
    addSession(db, 's1');
    addMessage(db, 's1', 'm1', { content: 'first', status: 'interrupted' });
    updateMessage(db, 'm1', { content: 'second' }, at(1));
    expect([find(db, 'fir'), find(db, 'sec')]).toEqual([[], ['m1']]);
    expect(appendStoppedText(db, 'm1', 'second', ' third')).toBe(true);
    expect(appendStoppedText(db, 'm1', 'second', ' fourth')).toBe(false);
    expect([find(db, 'sec'), find(db, 'thi'), find(db, 'fou')]).toEqual([['m1'], ['m1'], []]);
    updateMessage(db, 'm1', { status: 'complete' }, at(2));
    updateMessage(db, 'm1', { cost: 1 }, at(3));
    assertSound(db);
  });

  it('has the copies of a branch, also of a reply that grows', () => {
    const db = openTemporaryStore();
    addSession(db, 's1');
    addMessage(db, 's1', 'm1', { content: 'question' });
    addMessage(db, 's1', 'm2', { content: 'answer', status: 'streaming' });
    branchSession(db, { id: BRANCH, from: 's1', at: 2 }, at(1));
    expect(find(db, 'que')).toHaveLength(2);
    expect(find(db, 'ans')).toHaveLength(1);
    assertSound(db);
  });

  it('forgets the messages of a session that is deleted for ever, and of no other', () => {
    const db = openTemporaryStore();
    for (const id of ['s1', 's2']) {
      addSession(db, id);
      addMessage(db, id, `${id} complete`, { content: 'shared words' });
      addMessage(db, id, `${id} streaming`, { content: 'shared words', status: 'streaming' });
    }
    trashSession(db, 's1', at(1));
    expect(find(db, 'sha')).toEqual(['s1 complete', 's2 complete']);
    deleteSessionForever(db, 's1');
    expect(db.all('SELECT rowid FROM messages_fts(\'"sha"\')')).toHaveLength(1);
    assertSound(db);
  });

  it('is not asked for in a store without one', () => {
    const db = filled(1);
    unindexMessagesOf(db, 's1', Number.MAX_SAFE_INTEGER);
    expect(db.transaction(() => fillSearchIndex(db))).toBeUndefined();
    expect(mergeSearchIndex(db, 10, true)).toBe(false);
    deleteSessionForever(db, 's1');
    assertSound(db);
  });
});

describe('fillSearchIndex', () => {
  it('adds what is there, some rows or some text at a time, but at least a message', () => {
    const db = filled(5);
    db.transaction(() => createSearchIndex(db));
    expect(isSearchIndexComplete(db)).toBe(false);
    expect(fill(db, 2)).toEqual([0.4, 0.8, undefined]);
    expect(isSearchIndexComplete(db)).toBe(true);
    expect(find(db, 'tex')).toHaveLength(5);
    assertSound(db);

    db.transaction(() => resetSearchIndex(db));
    expect([find(db, 'tex'), isSearchIndexComplete(db)]).toEqual([[], false]);
    expect(fill(db, 100, 1)).toEqual([0.2, 0.4, 0.6, 0.8, undefined]);
    assertSound(db);
  });

  it('leaves a whole store between any two steps, whatever is written then, and adds nothing twice', () => {
    const db = filled(6);
    addSession(db, 's2');
    addMessage(db, 's2', 'x1', { content: 'early' });
    addMessage(db, 's2', 'x2', { content: 'growing', status: 'streaming' });
    db.transaction(() => createSearchIndex(db));
    const changes = [
      () => addMessage(db, 's1', 'late', { content: 'late text' }),
      () => updateMessage(db, 'x2', { status: 'complete' }, at(1)),
      () => branchSession(db, { id: BRANCH, from: 's1', at: 6 }, at(1)),
      () => deleteSessionForever(db, 's2'),
      () => addMessage(db, 's1', 'later', { content: 'later text' }),
    ];
    for (const change of changes) {
      db.transaction(() => fillSearchIndex(db, { rows: 2, bytes: 1e9 }));
      db.transaction(change);
      assertSound(db);
    }
    fill(db, 2);
    assertSound(db);
    expect(db.all(MARKER)).toEqual([]);
    expect(find(db, 'lat')).toEqual(['late', 'later']);
  });

  it('undoes a step with its transaction', () => {
    const db = filled(4);
    db.transaction(() => createSearchIndex(db));
    db.transaction(() => fillSearchIndex(db, { rows: 2, bytes: 1e9 }));
    const failing = () => {
      fillSearchIndex(db);
      throw new Error('the disk is full');
    };
    expect(() => db.transaction(failing)).toThrow('the disk is full');
    expect(db.all(MARKER)).toEqual([{ value_json: '2' }]);
    expect(find(db, 'tex')).toHaveLength(2);
    fill(db, 2);
    assertSound(db);
  });

  it('comes to an end where all messages have gone meanwhile', () => {
    const db = filled(3);
    db.transaction(() => createSearchIndex(db));
    deleteSessionForever(db, 's1');
    expect(fill(db, 2)).toEqual([undefined]);
    expect(isSearchIndexComplete(db)).toBe(true);
  });
});

describe('resetSearchIndex', () => {
  it('makes the index of a store that has none', () => {
    const db = filled(2);
    db.transaction(() => resetSearchIndex(db));
    fill(db, 10);
    assertSound(db);
  });
});

const MARKED = '☃qzz';

/** Whether the index still has a term of a text, also of one that was taken out. */
function holdsTermOf(db: SqlDatabase, marked: string): boolean {
  // Terms are stored without the bytes that they share with the one before: this one shares none.
  const term = marked.slice(0, 3);
  const blocks = db.all<{ block: Uint8Array }>('SELECT block FROM messages_fts_data');
  return blocks.some(({ block }) => Buffer.from(block).includes(term));
}

function manyTerms(n: number): string {
  return Array.from({ length: 60 }, (_, i) => ((n + 7) * (i + 11) * 7919).toString(36)).join(' ');
}

function purgeAll(db: SqlDatabase, sessionId: string): void {
  db.transaction(() => {
    while (!purgeSession(db, sessionId).isGone);
  });
}

/** How many steps it took; `between` is done after each. */
function mergeAll(db: SqlDatabase, between: (step: number) => unknown = () => {}): number {
  let steps = 0;
  while (db.transaction(() => mergeSearchIndex(db, 4, steps === 0))) {
    if (steps > 2000) throw new Error('The merge does not end.');
    between(steps++);
  }
  return steps;
}

/** How many segments FTS5 merges beside what is written; what nobody chose is its own. */
function automergeOf(db: SqlDatabase): number {
  return db.get<{ v: number }>("SELECT v FROM messages_fts_config WHERE k = 'automerge'")?.v ?? 4;
}

describe('mergeSearchIndex', () => {
  it('goes in steps that end, and leaves what is there', () => {
    const db = openTemporaryStore();
    addSession(db, 's1');
    addSession(db, 's2');
    for (let n = 1; n <= 310; n++) {
      addMessage(db, n % 2 ? 's1' : 's2', `m${n}`, { content: `${n % 2 ? MARKED : 'plain'} ${manyTerms(n)}` });
    }
    purgeAll(db, 's1');
    expect(holdsTermOf(db, MARKED)).toBe(true);
    expect(mergeAll(db)).toBeGreaterThan(2);
    expect(holdsTermOf(db, MARKED)).toBe(false);
    expect(find(db, 'pla')).toHaveLength(155);
    assertSound(db);
  });

  it('leaves none of it to what is written meanwhile, until it is done', () => {
    const db = openTemporaryStore();
    addSession(db, 's1');
    for (let n = 1; n <= 300; n++) addMessage(db, 's1', `m${n}`, { content: manyTerms(n) });
    expect(automergeOf(db)).toBe(4);
    const seen = new Set<number>();
    mergeAll(db, () => seen.add(automergeOf(db)));
    expect([...seen]).toEqual([0]);
    expect(automergeOf(db)).toBe(4);
  });

  it('is to be done again when messages are deleted meanwhile', () => {
    const db = openTemporaryStore();
    for (const id of ['plain', 'marked', 'later']) {
      addSession(db, id);
      for (let n = 1; n <= 40; n++) addMessage(db, id, `${id} ${n}`, { content: `${id} ${manyTerms(n)}` });
    }
    purgeAll(db, 'marked');
    mergeAll(db, (step) => step === 1 && purgeAll(db, 'later'));
    expect(holdsDeletedText(db)).toBe(true);
    mergeAll(db);
    expect(holdsDeletedText(db)).toBe(false);
  });

  it('leaves no term of a text that was taken out, in whatever segments the index lies', () => {
    const count = rounds('merged indexes', { test: 12, faults: 2000 });
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'merge', round);
      const db = openTemporaryStore();
      try {
        for (const id of ['plain', 'marked']) addSession(db, id);
        const messages = random.below(200);
        for (let n = 0; n < messages; n++) {
          const session = random.pick(['plain', 'marked']);
          addMessage(db, session, `m${n}`, { content: `${session === 'marked' ? MARKED : session} ${manyTerms(n)}` });
          if (!random.chance(0.02)) continue;
          const id = random.pick(['plain', 'marked']);
          purgeAll(db, id);
          addSession(db, id);
        }
        purgeAll(db, 'marked');
        mergeAll(db, (step) => {
          for (let count = random.below(4) - 1; count > 0; count--) {
            addMessage(db, 'plain', `later ${step} ${count}`, { content: manyTerms(step) });
          }
        });
        expect(holdsTermOf(db, MARKED)).toBe(false);
        assertSound(db);
      } finally {
        db.close();
      }
    }
  });
});
