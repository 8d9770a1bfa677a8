import { describe, expect, it } from 'vitest';
import { codeTokens } from '../../../../lib/ui/highlight/code-tokens.ts';
import { type ParserName, parserFor } from '../../../../lib/ui/highlight/languages.ts';
import { loadParser } from '../../../../lib/ui/highlight/parsers.ts';
import { renderCodeTokens } from '../../../../lib/ui/highlight/render-code-tokens.tsx';
import { TOKEN_KINDS } from '../../../../lib/ui/highlight/token-kinds.ts';

/** A language as models name it, a line of it, and what must have which colour. */
const SAMPLES: readonly (readonly [string, string, ...string[]])[] = [
  ['c', 'static int f(void) { return 42; } // x', 'keyword static', 'number 42', 'comment // x'],
  ['C++', 'class A { std::string s = "x"; };', 'keyword class', 'string "x"'],
  ['cs', 'public class A { var s = "x"; }', 'keyword public', 'string "x"'],
  ['css', '.a { color: #fff; } /* x */', 'property color', 'comment /* x */'],
  ['dart', "final a = 'x'; // y", 'keyword final', 'comment // y'],
  ['diff', '+ added', 'inserted + added'],
  ['dockerfile', 'FROM node AS build', 'keyword FROM'],
  ['go', 'func main() { s := "x" }', 'keyword func', 'string "x"'],
  ['html', '<a href="x">y</a>', 'type a', 'property href', 'string "x"'],
  ['ini', '; x', 'comment ; x'],
  ['java', 'public int a = 1;', 'keyword public', 'number 1'],
  ['js', 'const a = `x`; // y', 'keyword const', 'comment // y'],
  ['json', '{"a": true}', 'property "a"', 'number true'],
  ['kt', 'val a = "x"', 'keyword val', 'string "x"'],
  ['less', '// x', 'comment // x'],
  ['lua', 'local a = "x"', 'keyword local', 'string "x"'],
  ['nginx', '# x', 'comment # x'],
  ['perl', 'my $a = "x";', 'string "x"'],
  ['php', '<?php function f($a) { return "x"; } # y', 'meta <?php', 'keyword function', 'string "x"', 'comment # y'],
  ['ps1', 'if ($a) { "x" }', 'keyword if', 'string "x"'],
  ['python', 'def f(a): return "x"  # y', 'keyword def', 'string "x"', 'comment # y'],
  ['r', 'a <- "x" # y', 'string "x"', 'comment # y'],
  ['rb', 'def f; "x"; end', 'keyword def', 'string "x"'],
  ['rs', 'fn main() { let a = "x"; }', 'keyword fn', 'string "x"'],
  ['scala', 'val a = "x"', 'keyword val', 'string "x"'],
  ['scss', '// x', 'comment // x'],
  ['bash', 'for f in a; do echo "x"; done # y', 'keyword for', 'string "x"', 'comment # y'],
  ['sql', "select a from b where c = 'x' -- y", 'keyword select', "string 'x'", 'comment -- y'],
  ['swift', 'let a = "x" // y', 'keyword let', 'string "x"', 'comment // y'],
  ['toml', '# x', 'comment # x'],
  ['ts', 'type A = { b: number }; // x', 'keyword type', 'comment // x'],
  ['xml', '<a b="x"/>', 'type a', 'string "x"'],
  ['yaml', 'a b: true # x', 'property a b', 'number true', 'comment # x'],
];

/** The stuff that parsers stumble over, in runs. */
const PIECES = [
  ...[
    '(',
    '[',
    '{',
    '<',
    '"',
    "'",
    '`',
    '/',
    '\\',
    'a',
    ' ',
    '$',
    '#',
    '=',
    '@',
    '-',
    '0',
    '.',
    ',',
    ':',
    '&',
    '*',
    '%',
  ],
  ...[
    '/*',
    '<a ',
    '<!--',
    '${',
    'a=',
    '0x',
    '::',
    '\n',
    '\n ',
    'a(',
    'R"',
    '<<E\n',
    'f"{',
    '"""',
    'a<',
    'a b',
    '() =>',
    'a\n',
  ],
  ...[
    'class ',
    'function ',
    'SELECT ',
    '{\n',
    '<a>\n',
    '- a\n',
    '"#{',
    'a:\n  ',
    'var a;',
    '- ',
    '\t',
    '? ',
    '%(',
    '|\n',
    'q{',
  ],
];

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

  it('takes time by length for any language and any text', { timeout: 120_000 }, async () => {
    const slow: string[] = [];
    for (const [language] of SAMPLES) {
      for (const piece of PIECES) {
        const costs = [];
        for (const length of [3000, 12_000]) {
          const startedAt = process.cpuUsage();
          await tokensOf(language, piece.repeat(length / piece.length));
          costs.push((process.cpuUsage(startedAt).user ?? 0) / 1000);
        }
        const [less = 0, more = 0] = costs;
        // Four times the text; a quadratic parser needs sixteen times as long. Below 150 ms nothing can be told, or matters.
        if (more > Math.max(150, less * 9)) slow.push(`${language} ${JSON.stringify(piece)}: ${less} ms, ${more} ms`);
      }
    }
    expect(slow).toEqual([]);
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
