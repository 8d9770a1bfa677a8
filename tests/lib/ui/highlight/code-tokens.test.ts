import { describe, expect, it } from 'vitest';
import { codeTokens } from '../../../../lib/ui/highlight/code-tokens.ts';
import { type ParserName, parserFor } from '../../../../lib/ui/highlight/languages.ts';
import { loadParser } from '../../../../lib/ui/highlight/parsers.ts';
import { renderCodeTokens } from '../../../../lib/ui/highlight/render-code-tokens.tsx';
import { TOKEN_KINDS } from '../../../../lib/ui/highlight/token-kinds.ts';
import { PIECES, SAMPLES } from './code-samples.ts';

/** Long enough that a parser whose time grows with the square of the length is felt; `npm run bench` says how long each takes. */
const RUN_LENGTH = 12_000;

async function tokensOf(language: string, code: string) {
  const parser = await loadParser(parserFor(language) as ParserName);
  return [...codeTokens(code, parser)].flat();
}

describe('parserFor', () => {
  it.each([
    ['js:src/main.js', 'javascript'],
    ['{.python', 'python'],
    ['C#', 'csharp'],
    ['mermaid', undefined],
    ['', undefined],
    ['constructor', undefined],
    ['"><script>', undefined],
  ])('reads %j as %s', (language, expected) => {
    expect(parserFor(language)).toBe(expected);
  });
});

describe('codeTokens', () => {
  it.each(SAMPLES)('colours %s', async (language, code, ...expected) => {
    const coloured = (await tokensOf(language, code))
      .filter(({ kind }) => kind !== undefined)
      .map(({ kind, text }) => `${kind} ${text}`);
    expect(coloured).toEqual(expect.arrayContaining(expected));
  });

  it('gives every character once, in order', async () => {
    for (const [language] of SAMPLES) {
      const code = `${SAMPLES.map(([, line]) => line).join('\n')}\n\n  \t x\n${'long '.repeat(500)}\n\ud800\u0000\u202e`;
      expect((await tokensOf(language, code)).map(({ text }) => text).join('')).toBe(code);
    }
  });

  it('keeps what spans lines', async () => {
    expect(await tokensOf('js', '/* a\nb */ c')).toEqual([
      { text: '/* a', kind: 'comment' },
      { text: '\n', kind: undefined },
      { text: 'b */', kind: 'comment' },
      { text: ' c', kind: undefined },
    ]);
    expect((await tokensOf('yaml', 'a: |\n  b: c\nd: 1')).find(({ text }) => text.includes('b: c'))?.kind).toBe(
      'string',
    );
  });

  it('gives every character of a long run of any piece, in any language', { timeout: 120_000 }, async () => {
    const lost: string[] = [];
    for (const [language] of SAMPLES) {
      for (const piece of PIECES) {
        const code = piece.repeat(RUN_LENGTH / piece.length);
        const text = (await tokensOf(language, code)).map((token) => token.text).join('');
        if (text !== code) lost.push(`${language} ${JSON.stringify(piece)}`);
      }
    }
    expect(lost).toEqual([]);
  });
});

describe('renderCodeTokens', () => {
  it('makes elements of a kind, and text of the rest', () => {
    const hostile = '</span><script>';
    const { props } = renderCodeTokens([
      { text: hostile, kind: undefined },
      { text: hostile, kind: 'string' },
    ]);
    const [plain, coloured] = (props as { children: unknown[] }).children;
    expect(plain).toBe(hostile);
    expect(coloured).toMatchObject({ type: 'span', props: { class: 'code-string', children: hostile } });
    expect(TOKEN_KINDS).toContain('string');
  });
});
