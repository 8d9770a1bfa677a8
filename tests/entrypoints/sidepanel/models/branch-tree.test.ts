import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BranchNode,
  type Family,
  forkBetween,
  forksOf,
  toFamily,
  treeRows,
} from '../../../../entrypoints/sidepanel/models/branch-tree.ts';
import type { Branch } from '../../../../lib/protocol/branch-shapes.ts';
import { sessionRow } from '../../../support/fake-client.ts';

interface Row {
  readonly from?: string;
  readonly at?: number;
  readonly last: number;
  readonly isInTrash?: boolean;
}

/** A family of sessions named by letters, made in that order. */
function familyOf(rows: Readonly<Record<string, Row>>): Family {
  return toFamily(
    Object.entries(rows).map(([id, { from, at, last, isInTrash }], index): Branch => {
      const createdAt = new Date(Date.UTC(2026, 0, 31, 12, index)).toISOString();
      const deletedAt = isInTrash ? createdAt : null;
      const fields = { id, createdAt, deletedAt, parentSessionId: from ?? null, branchPoint: at ?? null };
      return { session: sessionRow(fields), lastPlace: last, opening: null };
    }),
  );
}

function nodeOf(family: Family, id: string): BranchNode {
  const node = family.get(id);
  if (!node) throw new Error(`There is no ${id}.`);
  return node;
}

/** `place: versions at it`, the one that is shown in capitals; `+n`: what starts there besides. */
function wordsOf(family: Family, id: string): string[] {
  const { versions, starts } = forksOf(family, nodeOf(family, id));
  const shown = [...versions].map(([place, fork]) => {
    const names = fork.versions.map((node, index) => (index === fork.index ? node.id.toUpperCase() : node.id));
    return `${place}: ${names.join('')}`;
  });
  return [...shown, ...[...starts].map(([place, count]) => `${place}: +${count}`)].sort();
}

describe('forksOf', () => {
  it('counts replies that were asked for again as versions, also those asked for in a version', () => {
    const family = familyOf({
      a: { last: 4 },
      b: { from: 'a', at: 1, last: 2 },
      c: { from: 'b', at: 1, last: 6 },
      d: { from: 'c', at: 4, last: 6 },
    });
    expect(wordsOf(family, 'a')).toEqual(['2: Abc']);
    expect(wordsOf(family, 'b')).toEqual(['2: aBc']);
    expect(wordsOf(family, 'c')).toEqual(['2: abC', '5: Cd']);
    // The reply at 2 is a copy of c's.
    expect(wordsOf(family, 'd')).toEqual(['2: abC', '5: cD']);
  });

  it('takes a branch of a copied place for one of the session that it was copied from', () => {
    const family = familyOf({ a: { last: 9 }, b: { from: 'a', at: 6, last: 8 }, c: { from: 'b', at: 3, last: 5 } });
    expect(wordsOf(family, 'a')).toEqual(['4: Ac', '7: Ab']);
    expect(wordsOf(family, 'b')).toEqual(['4: Ac', '7: aB']);
    expect(wordsOf(family, 'c')).toEqual(['4: aC']);
  });

  it('tells where branches start in which nothing is said yet, and those that go on where a session ends', () => {
    const family = familyOf({ a: { last: 2 }, b: { from: 'a', at: 2, last: 4 }, c: { from: 'a', at: 1, last: 1 } });
    expect(wordsOf(family, 'a')).toEqual(['1: +1', '2: +1']);
    expect(wordsOf(family, 'b')).toEqual(['1: +1']);
    expect(wordsOf(family, 'c')).toEqual(['1: +1']);
  });

  it('has versions of the first message', () => {
    const family = familyOf({ a: { last: 2 }, b: { from: 'a', at: 0, last: 2 }, c: { from: 'b', at: 0, last: 1 } });
    expect([wordsOf(family, 'a'), wordsOf(family, 'c')]).toEqual([['1: Abc'], ['1: abC']]);
  });

  it('counts what is in the trash only where one is in it', () => {
    const family = familyOf({
      a: { last: 4 },
      b: { from: 'a', at: 1, last: 4, isInTrash: true },
      c: { from: 'b', at: 3, last: 4 },
      d: { from: 'a', at: 1, last: 2 },
    });
    expect(wordsOf(family, 'a')).toEqual(['2: Ad']);
    expect(wordsOf(family, 'b')).toEqual(['2: aBd', '4: Bc']);
    expect(wordsOf(family, 'c')).toEqual(['2: aBd']);
  });

  it('agrees with what the messages themselves say, in families of every shape', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 14 }), (steps) => {
        const told = play(steps);
        for (const node of told.family.values()) {
          const { versions } = forksOf(told.family, node);
          for (let place = 1; place <= node.lastPlace; place++) {
            const expected = told.versionsAt(node.id, place);
            const fork = versions.get(place);
            const got = fork ? [new Set(fork.versions.map(({ id }) => id)), fork.versions[fork.index]?.id] : undefined;
            expect(got).toEqual(expected);
          }
        }
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});

/** Something is said in a session, or a branch of it is made at a place; numbers are taken modulo what there is. */
type Step = readonly [kind: 'say' | 'branch', session: number, place: number];
const anyStep: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom('say', 'branch'), fc.nat(20), fc.nat(20));

/** Sessions as lists of who said what: a branch has the very messages of its parent. */
function play(steps: readonly Step[]) {
  const sessions = new Map<string, string[]>([['s0', []]]);
  const rows: Record<string, { from?: string; at?: number; last: number }> = { s0: { last: 0 } };
  let saidCount = 0;
  for (const [kind, session, place] of steps) {
    const id = [...sessions.keys()][session % sessions.size] ?? '';
    const said = sessions.get(id) ?? [];
    if (kind === 'say') said.push(`${id} ${++saidCount}`);
    else {
      const at = place % (said.length + 1);
      const branch = `s${sessions.size}`;
      sessions.set(branch, said.slice(0, at));
      rows[branch] = { from: id, at, last: 0 };
    }
  }
  for (const [id, said] of sessions) rows[id] = { ...rows[id], last: said.length };
  const speakerOf = (message: string) => message.split(' ')[0] ?? '';
  return {
    sessions,
    family: familyOf(rows),
    /** Who says something else after the same message; and who says what the session shows. */
    versionsAt(id: string, place: number): [Set<string>, string] | undefined {
      const shown = sessions.get(id) ?? [];
      const alike = [...sessions.values()].filter((said) => said[place - 2] === shown[place - 2] && said[place - 1]);
      const speakers = new Set(alike.map((said) => speakerOf(said[place - 1] ?? '')));
      return speakers.size > 1 ? [speakers, speakerOf(shown[place - 1] ?? '')] : undefined;
    },
  };
}

describe('forkBetween', () => {
  it('is the last place with the same message, in families of every shape', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 14 }), (steps) => {
        const { family, sessions } = play(steps);
        for (const a of family.values()) {
          for (const b of family.values()) {
            const [one = [], other = []] = [sessions.get(a.id), sessions.get(b.id)];
            const parting = one.findIndex((message, index) => message !== other[index]);
            expect(forkBetween(a, b)).toBe(parting < 0 ? one.length : parting);
          }
        }
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});

describe('treeRows', () => {
  it('has each branch below what it stands beside, by where it starts', () => {
    const family = familyOf({
      a: { last: 9 },
      late: { from: 'a', at: 6, last: 8 },
      retry: { from: 'a', at: 1, last: 4 },
      again: { from: 'retry', at: 1, last: 2 },
      deep: { from: 'retry', at: 3, last: 4 },
    });
    expect(treeRows(family).map(({ node, level, position, setSize }) => [node.id, level, position, setSize])).toEqual([
      ['a', 1, 1, 1],
      ['retry', 2, 1, 3],
      ['deep', 3, 1, 1],
      ['again', 2, 2, 3],
      ['late', 2, 3, 3],
    ]);
  });

  it('has from the trash only what something hangs on', () => {
    const family = familyOf({
      a: { last: 4 },
      gone: { from: 'a', at: 1, last: 2, isInTrash: true },
      held: { from: 'a', at: 1, last: 4, isInTrash: true },
      below: { from: 'held', at: 3, last: 4 },
    });
    expect(treeRows(family).map(({ node }) => node.id)).toEqual(['a', 'held', 'below']);
  });

  it('begins anew at a session whose parent is not told of, and ends in a ring', () => {
    const cut = familyOf({ a: { last: 1 }, b: { from: 'untold', at: 1, last: 1 } });
    expect(treeRows(cut).map(({ node, level }) => [node.id, level])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    const ring = familyOf({ a: { from: 'b', at: 1, last: 1 }, b: { from: 'a', at: 1, last: 1 } });
    expect(treeRows(ring).map(({ node, level }) => [node.id, level])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });
});
