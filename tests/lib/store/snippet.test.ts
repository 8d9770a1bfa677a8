import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasAll, parseTerms } from '../../../lib/store/search-terms.ts';
import { snippetOf } from '../../../lib/store/snippet.ts';

/** What is found in [ ]. */
function marked(text: string, query: string): string {
  return snippetOf(text, parseTerms(query))
    .map(({ text: part, match }) => (match ? `[${part}]` : part))
    .join('');
}

const WORDS = 'one two three four five six seven eight nine ten '.repeat(8);

describe('snippetOf', () => {
  it('gives a short text whole, with all that was found marked', () => {
    expect(marked('An otter is an Otter.', 'otter AN')).toBe('[An] [otter] is [an] [Otter].');
  });

  it('makes one of places that meet or overlap', () => {
    expect(marked('abcdef', 'abc cd def')).toBe('[abcdef]');
    expect(marked('ababab', 'ab')).toBe('[ab][ab][ab]'.replaceAll('][', ''));
  });

  it('cuts between words around the first place', () => {
    expect(marked(`${WORDS}otter ${WORDS}`, 'otter')).toBe(
      '…two three four five six seven eight nine ten [otter] one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two…',
    );
  });

  it('shows places that are far from each other beside each other', () => {
    expect(marked(`otter ${WORDS} beaver ${WORDS} heron`, 'heron otter beaver')).toBe(
      '[otter] one two three four five six seven eight nine … nine ten [beaver] one two three four five six … two three four five six seven eight nine ten [heron]',
    );
  });

  it('is on one line', () => {
    expect(marked('first\n\n  second\tthird', 'second')).toBe('first [second] third');
  });

  it('cuts a term that is longer than what is shown', () => {
    const text = 'x'.repeat(400);
    expect(snippetOf(`a ${text}`, parseTerms(text))[1]).toEqual({ text: 'x'.repeat(158), match: true });
  });

  it('has of any text what was found, no half characters, and little more than 160', () => {
    const unit = fc.constantFrom('a', 'B', ' ', '\n', '👩‍👩‍👧', '𝒳', '漢', 'word ', 'é');
    const text = fc.array(unit, { minLength: 1, maxLength: 300 }).map((units) => units.join(''));
    const query = fc.array(fc.constantFrom('a', 'b', 'word', '𝒳', '漢', '👩', 'É'), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(text, query, (searched, words) => {
        const terms = parseTerms(words.join(' '));
        fc.pre(hasAll(searched, terms));
        const parts = snippetOf(searched, terms);
        const whole = parts.map(({ text: part }) => part).join('');
        expect(whole.isWellFormed()).toBe(true);
        for (const { text: part } of parts) expect([part !== '', part.isWellFormed()]).toEqual([true, true]);
        expect(whole.length).toBeLessThan(180);
        expect(parts.some(({ match }) => match)).toBe(true);
        for (const { text: part, match } of parts) {
          if (match) expect(terms.some((term) => term.findIn(part) !== undefined)).toBe(true);
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
