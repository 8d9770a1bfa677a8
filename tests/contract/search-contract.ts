import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../../lib/protocol/search-shapes.ts';
import { MESSAGE_ROLES } from '../../lib/protocol/shapes.ts';
import { type SearchLimits, type SearchQuery, searchMessages } from '../../lib/store/search.ts';
import { deleteSessionForever, trashSession, updateSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

/** What texts and queries are made of: it occurs often enough for the one to be found in the other. */
const PIECES = [
  ...[
    'a',
    'A',
    'b',
    'ab',
    'abc',
    'Store',
    'sTORE',
    'é',
    'É',
    'e\u0301',
    'ß',
    'Σίσυφος',
    'ΣΊΣΥΦΟΣ',
    'ς',
    'Яблоко',
    'яБЛОКО',
  ],
  ...[
    '検索',
    '検索の言葉',
    '言',
    '👩‍👩‍👧',
    '👩',
    '𝒳',
    '"',
    "'",
    '%',
    '_',
    '*',
    '(',
    '\\',
    '.',
    '-',
    '\0',
    'AND',
    'NEAR',
    'i',
    'İ',
    'ı',
    'ſ',
  ],
];
const piece = fc.constantFrom(...PIECES);
const space = fc.constantFrom(' ', ' ', '\n', '\t', '\u3000', '');
const text = fc.array(fc.tuple(piece, space), { maxLength: 8 }).map((parts) => parts.flat().join(''));
const term = fc.oneof(
  piece,
  fc.tuple(piece, piece).map((parts) => parts.join('')),
  fc.constantFrom('\ud800', 'x\udc00y', '\ufffd'),
);

const minute = fc.nat(6);
const model = fc.constantFrom('m1', 'm2');
const anyMessage = fc.record({
  session: fc.nat(2),
  role: fc.constantFrom(...MESSAGE_ROLES),
  // What stands in many of them is searched for in another way than what is rare.
  content: fc.oneof(text, fc.constantFrom('Half \ufffd a letter', 'In the store', 'STORED', 'abcabc')),
  minute,
  status: fc.constantFrom('complete', 'complete', 'streaming', 'interrupted'),
  model: fc.option(model, { nil: null }),
});
const anySession = fc.record({ title: text, minute, model, isArchived: fc.boolean(), isTrashed: fc.boolean() });
const optional = <Value>(values: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
const anyQuery = fc.record({
  query: fc.oneof(
    fc.array(term, { maxLength: 3 }).map((terms) => terms.join(' ')),
    fc.constantFrom('store', 'abc', 'stored a'),
  ),
  limit: fc.integer({ min: 1, max: 4 }),
  sessionId: optional(fc.constantFrom('s0', 's1', 's2')),
  role: optional(fc.constantFrom(...MESSAGE_ROLES)),
  from: optional(minute.map(at)),
  to: optional(minute.map(at)),
  model: optional(model),
  archived: optional(fc.boolean()),
  deleted: optional(fc.boolean()),
});
const anyLimits = fc.record({
  rows: fc.oneof(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 30 })),
  bytes: fc.constantFrom(1, 40, 1_000_000),
  firstRows: fc.nat(3),
  candidates: fc.oneof(fc.nat(2), fc.nat(12)),
  reach: fc.integer({ min: 1, max: 15 }),
});

type Content = {
  readonly sessions: readonly (typeof anySession extends fc.Arbitrary<infer S> ? S : never)[];
  readonly messages: readonly (typeof anyMessage extends fc.Arbitrary<infer M> ? M : never)[];
};

function fill(db: SqlDatabase, { sessions, messages }: Content): void {
  db.transaction(() => {
    for (const [index, { title, minute: made, model: its }] of sessions.entries()) {
      addSession(db, `s${index}`, { title, createdAt: at(made), model: its });
    }
    for (const [index, { session, minute: made, ...message }] of messages.entries()) {
      addMessage(db, `s${session}`, `m${index % 2}-${index}`, { ...message, createdAt: at(made) });
    }
    for (const [index, { isArchived, isTrashed }] of sessions.entries()) {
      updateSession(db, `s${index}`, { isArchived });
      if (isTrashed) trashSession(db, `s${index}`, at(1));
    }
  });
}

/** `kind id` of everything that is to be found, in order: as plain as can be. */
function referenceOf({ sessions, messages }: Content, search: SearchQuery): string[] {
  const terms = search.query
    .toWellFormed()
    .split(/\s+/)
    .filter((word) => word !== '');
  const escaped = terms.map((word) => new RegExp(word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu'));
  const has = (content: string) => terms.length > 0 && escaped.every((pattern) => pattern.test(content));
  const isIn = (session: number, createdAt: string) => {
    const { isArchived, isTrashed } = sessions[session] as Content['sessions'][number];
    const deleted = search.deleted ?? (search.sessionId === undefined ? false : isTrashed);
    return (
      (search.sessionId ?? `s${session}`) === `s${session}` &&
      (search.archived ?? isArchived) === isArchived &&
      deleted === isTrashed &&
      createdAt >= (search.from ?? '') &&
      createdAt < (search.to ?? '9')
    );
  };
  const found = [
    ...messages.flatMap(({ session, minute: made, role, model: its, content }, index) => {
      const isMeant =
        has(content) &&
        isIn(session, at(made)) &&
        (search.role ?? role) === role &&
        (search.model ?? its ?? sessions[session]?.model) === (its ?? sessions[session]?.model);
      return isMeant ? [{ createdAt: at(made), id: `m${index % 2}-${index}` }] : [];
    }),
    ...sessions.flatMap(({ title, minute: made, model: its }, index) => {
      const isMeant = has(title) && isIn(index, at(made)) && search.role === undefined && (search.model ?? its) === its;
      return isMeant ? [{ createdAt: at(made), id: `s${index}` }] : [];
    }),
  ];
  return found
    .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1))
    .map(({ id }) => id);
}

/** Every page until the end. */
function searchAll(db: SqlDatabase, search: SearchQuery, limits?: SearchLimits): SearchHit[] {
  const hits: SearchHit[] = [];
  let cursor: string | undefined;
  for (let pages = 0; ; pages++) {
    expect(pages).toBeLessThan(200);
    const page = searchMessages(db, { ...search, cursor }, limits);
    expect(page.hits.length).toBeLessThanOrEqual(search.limit);
    expect(page.searchedBackTo === null).toBe(page.nextCursor === null);
    for (const { createdAt } of page.hits) expect(createdAt >= (page.searchedBackTo ?? '')).toBe(true);
    hits.push(...page.hits);
    if (page.nextCursor === null) return hits;
    cursor = page.nextCursor;
  }
}

const idOf = ({ messageId, sessionId }: SearchHit) => messageId ?? sessionId;

export function searchContract(openStore: OpenStore): void {
  describe('searchMessages', () => {
    it('finds what a plain look at every text finds, in pages of any size', () => {
      const db = openStore();
      const contents = fc.record({
        sessions: fc.array(anySession, { minLength: 3, maxLength: 3 }),
        messages: fc.array(anyMessage, { maxLength: 20 }),
      });
      fc.assert(
        fc.property(
          contents,
          fc.array(fc.tuple(anyQuery, anyLimits), { minLength: 12, maxLength: 12 }),
          (content, searches) => {
            fill(db, content);
            try {
              for (const [search, limits] of searches) {
                const query = { ...search, query: search.query.toWellFormed() };
                const hits = searchAll(db, query, limits);
                expect(hits.map(idOf)).toEqual(referenceOf(content, query));
                for (const { snippet } of hits) expect(snippet.some(({ match }) => match)).toBe(true);
              }
            } finally {
              db.transaction(() => {
                for (const index of content.sessions.keys()) deleteSessionForever(db, `s${index}`);
              });
            }
          },
        ),
        { seed: 37, numRuns: 120 },
      );
    });

    it('tells of a hit where it is, with the text around it', () => {
      const db = openStore();
      addSession(db, 's1', { title: 'About Otters', createdAt: at(1) });
      addMessage(db, 's1', 'm1', { createdAt: at(3), content: 'What do OTTERS eat?' });
      addMessage(db, 's1', 'm2', { createdAt: at(2), role: 'assistant', content: 'Fish.' });
      expect(searchMessages(db, { query: 'otters', limit: 5 })).toEqual({
        hits: [
          {
            messageId: 'm1',
            sessionId: 's1',
            sessionTitle: 'About Otters',
            snippet: [
              { text: 'What do ', match: false },
              { text: 'OTTERS', match: true },
              { text: ' eat?', match: false },
            ],
            createdAt: at(3),
            sequence: 1,
            role: 'user',
          },
          {
            messageId: null,
            sessionId: 's1',
            sessionTitle: 'About Otters',
            snippet: [
              { text: 'About ', match: false },
              { text: 'Otters', match: true },
            ],
            createdAt: at(1),
            sequence: null,
            role: null,
          },
        ],
        nextCursor: null,
        searchedBackTo: null,
      });
    });

    it('goes on where it was, whatever is written meanwhile', () => {
      const db = openStore();
      addSession(db, 's1', { title: '' });
      for (let index = 1; index <= 6; index++)
        addMessage(db, 's1', `m${index}`, { createdAt: at(index), content: 'otter' });
      const first = searchMessages(db, { query: 'otter', limit: 2 });
      expect([first.hits.map(idOf), first.searchedBackTo]).toEqual([['m6', 'm5'], at(5)]);
      addMessage(db, 's1', 'm7', { createdAt: at(7), content: 'otter' });
      addMessage(db, 's1', 'old', { createdAt: at(2), content: 'otter' });
      db.exec("DELETE FROM messages WHERE id = 'm5'");
      const second = searchMessages(db, { query: 'otter', limit: 9, cursor: first.nextCursor ?? '' });
      expect(second.hits.map(idOf)).toEqual(['m4', 'm3', 'old', 'm2', 'm1']);
    });

    it('answers in part when enough was looked at, also without a hit', () => {
      const db = openStore();
      addSession(db, 's1', { title: '' });
      for (let index = 0; index < 10; index++) {
        addMessage(db, 's1', `m${index}`, { createdAt: at(index), content: index === 1 ? 'xy' : 'none of it' });
      }
      const limits = { rows: 6, bytes: 1000, firstRows: 2, candidates: 9, reach: 9 };
      const first = searchMessages(db, { query: 'xy', limit: 5 }, limits);
      expect([first.hits, first.searchedBackTo]).toEqual([[], at(4)]);
      expect(searchAll(db, { query: 'xy', limit: 5 }, limits).map(idOf)).toEqual(['m1']);
    });

    it('reads long texts, one at a time', () => {
      const db = openStore();
      addSession(db, 's1', { title: '' });
      for (let index = 0; index < 3; index++) {
        addMessage(db, 's1', `m${index}`, { createdAt: at(index), content: `${'long '.repeat(10_000)}otter` });
      }
      const limits = { rows: 9, bytes: 60_000, firstRows: 9, candidates: 9, reach: 9 };
      expect(searchMessages(db, { query: 'otter', limit: 5 }, limits).hits.map(idOf)).toEqual(['m2', 'm1']);
      expect(searchAll(db, { query: 'otter', limit: 5 }, limits).map(idOf)).toEqual(['m2', 'm1', 'm0']);
    });

    it('finds what still grows, beyond the first look too', () => {
      const db = openStore();
      addSession(db, 's1', { title: '' });
      addMessage(db, 's1', 'm1', { status: 'streaming', content: 'an otter' });
      addMessage(db, 's1', 'm2', { status: 'queued', content: 'the otters' });
      addMessage(db, 's1', 'm3', { content: 'otter' });
      const limits = { rows: 9, bytes: 1000, firstRows: 0, candidates: 2, reach: 9 };
      expect(searchMessages(db, { query: 'OTTER', limit: 5 }, limits).hits.map(idOf)).toEqual(['m3', 'm2', 'm1']);
    });

    it('keeps a message and a title of the same id and moment apart', () => {
      const db = openStore();
      addSession(db, 'same', { title: 'otter' });
      addMessage(db, 'same', 'same', { content: 'otter' });
      expect(searchAll(db, { query: 'otter', limit: 1 }).map(({ messageId }) => messageId)).toEqual(['same', null]);
    });

    it('finds nothing for nothing, and refuses what refers to nothing', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1');
      const nothing = { hits: [], nextCursor: null, searchedBackTo: null };
      expect(searchMessages(db, { query: ' \n ', limit: 5 })).toEqual(nothing);
      expect(() => searchMessages(db, { query: 'a', limit: 5, sessionId: 'none' })).toThrow(withCode('not-found'));
      for (const cursor of ['', 'x', '[]', '["a","b"]', 'null']) {
        expect(() => searchMessages(db, { query: 'a', limit: 5, cursor })).toThrow(withCode('invalid'));
      }
    });
  });
}
