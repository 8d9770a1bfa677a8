import { describe, expect, it } from 'vitest';
import { matches, wordsOf } from '../../../../entrypoints/sidepanel/models/title-filter.ts';
import { sessionRow } from '../../../support/fake-client.ts';

function finds(text: string, title: string): boolean {
  return matches(sessionRow({ id: 's', title }), wordsOf(text));
}

describe('matches', () => {
  it.each([
    ['report', 'Quarterly REPORT'],
    ['rt qua', 'Quarterly report'],
    ['istanbul', 'İstanbul'],
    ['İSTANBUL', 'istanbul'],
    ['ısparta', 'ISPARTA'],
    ['strasse', 'Straße'],
    ['STRASSE', 'straße'],
    ['straße', 'STRASSE'],
    ['GROẞ', 'groß'],
    ['resume', 'Résumé'],
    ['résumé', 'resume'],
    ['e\u0301vora', 'Évora'],
    ['οδος', 'ΟΔΟΣ'],
    ['οδοσ', 'οδος'],
    ['中文', '關於中文標題'],
    ['ｆｕｌｌ', 'full width'],
    ['file', 'the ﬁle'],
    ['हिन्दी', 'हिन्दी में'],
    ['한', '한국어'],
    ['🧭', 'Where to? 🧭'],
    ['100%', '100% sure (.*)'],
    ['(.*)', '100% sure (.*)'],
    ['', 'anything'],
    ['  \t', 'anything'],
  ])('finds %j in %j', (text, title) => expect(finds(text, title)).toBe(true));

  it.each([
    ['reports', 'Quarterly report'],
    ['report yearly', 'Quarterly report'],
    ['हा', 'हि'],
    ['x', ''],
  ])('does not find %j in %j', (text, title) => expect(finds(text, title)).toBe(false));

  it('sees a title that was changed', () => {
    const session = sessionRow({ id: 's', title: 'before' });
    expect(matches(session, wordsOf('after'))).toBe(false);
    expect(matches({ ...session, title: 'after' }, wordsOf('after'))).toBe(true);
  });
});
