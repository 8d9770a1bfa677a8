import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextPieces } from '../../../../entrypoints/sidepanel/views/text-pieces.ts';
import { lexBounded } from '../../../../lib/ui/bounded-lexer.ts';

const PARAGRAPH = `${'Some words of a paragraph. '.repeat(40)}\n\n`;

const types = (text: string) =>
  lexBounded(text)
    .filter(({ type }) => type !== 'space')
    .map(({ type, raw }) => [type, raw.trim()]);

describe('createTextPieces', () => {
  it('leaves a short text in one piece', () => {
    expect(createTextPieces().read('One.\n\nTwo.\n')).toEqual(['One.\n\nTwo.\n']);
  });

  it('cuts a long one between blocks, and joined it is the same', () => {
    const text = PARAGRAPH.repeat(40);
    const pieces = createTextPieces().read(text);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(text);
    expect(pieces.every((piece) => piece.startsWith('Some words'))).toBe(true);
  });

  it.each([
    ['fenced code', `\`\`\`\`md\n\`\`\`\n${PARAGRAPH.repeat(20)}\`\`\`\n${PARAGRAPH}\`\`\`\`\n\nEnd.\n`],
    ['a list', `- one\n\n${`  ${PARAGRAPH}`.repeat(20)}`],
    ['one line', 'word '.repeat(10_000)],
  ])('does not cut %s', (_, text) => {
    expect(createTextPieces().read(text).slice(0, -1).join('').length).toBe(
      text.includes('End.') ? text.indexOf('End.') : 0,
    );
  });

  it('says the same of a text that grows as of the whole, and each piece reads as it does in the whole', () => {
    const block = fc.constantFrom(
      PARAGRAPH,
      '# Heading\n\n',
      '- a\n- b\n\n- c\n\n',
      `\`\`\`js\n${'code();\n\nmore();\n'.repeat(60)}\`\`\`\n\n`,
      '> quoted\n\n',
      '| a | b |\n| - | - |\n| 1 | 2 |\n\n',
      '1. one\n\n2. two\n\n',
    );
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 30, maxLength: 60 }),
        fc.integer({ min: 300, max: 3000 }),
        (blocks, step) => {
          const text = blocks.join('');
          const growing = createTextPieces();
          for (let length = step; length < text.length; length += step) growing.read(text.slice(0, length));
          const pieces = growing.read(text);
          expect(pieces).toEqual(createTextPieces().read(text));
          expect(pieces.flatMap(types)).toEqual(types(text));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('begins anew with another text', () => {
    const pieces = createTextPieces();
    pieces.read(PARAGRAPH.repeat(40));
    expect(pieces.read('Another.')).toEqual(['Another.']);
  });
});
