import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lexBounded } from '../../../lib/ui/bounded-lexer.ts';
import { createSettledBlocks } from '../../../lib/ui/settled-blocks.ts';

const SAMPLE = [
  '# Title\n\nA paragraph\nof two lines.\n\n',
  '- one\n- two\n\n  more of two\n\n1. first\n2. second\n\n',
  '```ts\nconst a = 1;\n\nconst b = 2;\n```\n\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\nlazily\n\nSetext\n===\n\nend',
].join('');

describe('createSettledBlocks', () => {
  it('reads a text that grows by single characters like the whole text', () => {
    const blocks = createSettledBlocks();
    for (let length = 1; length <= SAMPLE.length; length += 1) {
      const part = SAMPLE.slice(0, length);
      expect(withoutSpaces(blocks.read(part))).toEqual(withoutSpaces(lexBounded(part)));
    }
  });

  it('waits for a blank line: what stands close together can still become one block', () => {
    const blocks = createSettledBlocks();
    const text = '  b\n2. d\n- a';
    for (let length = 1; length <= text.length; length += 1) blocks.read(text.slice(0, length));
    expect(withoutSpaces(blocks.read(text))).toEqual(withoutSpaces(lexBounded(text)));
  });

  it('keeps finished blocks as they are', () => {
    const blocks = createSettledBlocks();
    const [first] = blocks.read('one\n\ntwo\n');
    expect(blocks.read('one\n\ntwo\n\nthree')[0]).toBe(first);
  });

  it('starts again when the text does not continue the one before', () => {
    const blocks = createSettledBlocks();
    blocks.read('one\n\ntwo\n\nthree\n');
    expect(withoutSpaces(blocks.read('other'))).toEqual(withoutSpaces(lexBounded('other')));
  });

  it('reads any text that grows like the whole text', () => {
    const line = fc.constantFrom(
      ...[
        '',
        'word',
        '- a',
        '  b',
        '1. c',
        '2. d',
        '> e',
        '```',
        '|x|y|',
        '|-|-|',
        '# h',
        '===',
        '---',
        '    code',
        '* * *',
        '$$',
        'a $x$ \\[',
        '\\]',
      ],
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        const blocks = createSettledBlocks();
        const text = lines.join('\n');
        for (let length = 1; length <= text.length; length += 1) {
          const part = text.slice(0, length);
          expect(withoutSpaces(blocks.read(part))).toEqual(withoutSpaces(lexBounded(part)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stays cheap while a long text grows', () => {
    const blocks = createSettledBlocks();
    const paragraph = 'Some *words* with `code` and [a link](https://x.example/) in a sentence.\n\n';
    // Of this process: others share the machine.
    const start = process.cpuUsage();
    let text = '';
    for (let index = 0; index < 3000; index += 1) {
      text += paragraph;
      blocks.read(text);
    }
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
  });
});

/** Blank lines show nothing, and where a text is cut decides which block owns them. */
function withoutSpaces(tokens: readonly object[]): object[] {
  return tokens
    .filter((token) => !('type' in token && token.type === 'space'))
    .map((token) => JSON.parse(JSON.stringify(token, (key, value) => (key === 'raw' ? undefined : value))) as object);
}
