import { describe, expect, it } from 'vitest';
import { findEntries } from '../../../../entrypoints/sidepanel/views/find-entries.ts';

const entries = ['New session', 'Move this session to the trash', 'Écrire une lettre', '港の話', 'renew the keys'].map(
  (title) => ({ key: title, title, run: () => {} }),
);
const found = (query: string) => findEntries(entries, query).map(({ title }) => title);

describe('findEntries', () => {
  it('gives all of them for an empty query', () => {
    expect(found('  ')).toEqual(entries.map(({ title }) => title));
  });

  it.each([
    ['session', ['New session', 'Move this session to the trash']],
    ['trash sess', ['Move this session to the trash']],
    ['ecrire', ['Écrire une lettre']],
    ['LETTRE', ['Écrire une lettre']],
    ['の話', ['港の話']],
    ['new', ['New session', 'renew the keys']],
    ['nothing', []],
  ])('finds %s by every word, beginnings first', (query, titles) => {
    expect(found(query)).toEqual(titles);
  });

  it('gives the first hundred of many', () => {
    const many = Array.from({ length: 500 }, (_, n) => ({ key: `${n}`, title: `Session ${n}`, run: () => {} }));
    expect(findEntries(many, 'session').length).toBe(100);
  });
});
