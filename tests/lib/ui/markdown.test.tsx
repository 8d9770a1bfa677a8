import fc from 'fast-check';
import { type ComponentChildren, Fragment, isValidElement, type VNode } from 'preact';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../lib/ui/markdown.tsx';

/** Elements that may appear, each with the attributes it may have. */
const ALLOWED: Record<string, readonly string[]> = {
  p: ['class'],
  h3: [],
  h4: [],
  h5: [],
  h6: [],
  ul: [],
  ol: ['start'],
  li: ['class'],
  blockquote: [],
  hr: [],
  br: [],
  strong: [],
  em: [],
  del: [],
  code: [],
  pre: ['tabIndex'],
  div: ['class', 'tabIndex'],
  span: ['class'],
  table: [],
  thead: [],
  tbody: [],
  tr: [],
  th: ['class'],
  td: ['class'],
  a: ['href', 'target', 'rel', 'title'],
  input: ['type', 'checked', 'disabled', 'aria-label'],
};
const CLASSES = [
  'raw-html',
  'task',
  'code-block',
  'code-head',
  'table-scroll',
  'image-chip',
  'image-source',
  'align-left',
  'align-right',
  'align-center',
];
/** Components of ours: `CodeBlock` is looked into, the others hold nothing of the text but what a button copies. */
const OWN_LEAVES = ['CopyButton', 'ImageIcon'];

/** The tree as text, `<tag attribute="value">…</tag>` with `&lt;` in texts; throws at anything off the allow-list. */
function show(node: ComponentChildren): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (typeof node === 'string' || typeof node === 'number') return String(node).replaceAll('<', '&lt;');
  if (Array.isArray(node)) return node.map(show).join('');
  if (!isValidElement(node)) throw new Error(`not a node: ${String(node)}`);
  const { type, props } = node as VNode<Record<string, unknown>>;
  const { children, ...attributes } = props;
  if (type === Fragment) return show(children as ComponentChildren);
  if (typeof type === 'function') {
    if (type.name === 'CodeBlock') return show((type as (props: unknown) => ComponentChildren)(props));
    if (OWN_LEAVES.includes(type.name)) return '';
    throw new Error(`component ${type.name}`);
  }
  const allowed = ALLOWED[type];
  if (!allowed) throw new Error(`element ${type}`);
  for (const [name, value] of Object.entries(attributes)) {
    if (!allowed.includes(name)) throw new Error(`attribute ${name} of ${type}`);
    if (name === 'class' && value !== undefined && !CLASSES.includes(String(value))) throw new Error(`class ${value}`);
    if (name === 'href' && !/^(https?:\/\/|mailto:)/.test(String(value))) throw new Error(`address ${value}`);
  }
  if (type === 'a') {
    expect([attributes['target'], attributes['rel']]).toEqual(['_blank', 'noreferrer noopener']);
  }
  const shown = Object.entries(attributes)
    .filter(([name, value]) => ['href', 'class', 'start'].includes(name) && value !== undefined)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
  return `<${type}${shown}>${show(children as ComponentChildren)}</${type}>`;
}

const rendered = (text: string) => show(renderMarkdown(text));

describe('renderMarkdown', () => {
  it.each([
    ['paragraphs', 'one\n\ntwo', '<p>one</p><p>two</p>'],
    ['headings below those of the page', '# a\n## b\n##### c', '<h3>a</h3><h4>b</h4><h6>c</h6>'],
    ['emphasis', '*a* **b** ~~c~~ `d`', '<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>'],
    ['nested lists', '- a\n  - b\n', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['a list that starts elsewhere', '3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['tasks', '- [x] a', '<ul><li class="task"><input></input>a</li></ul>'],
    ['quotations', '> a\n> b', '<blockquote><p>a\nb</p></blockquote>'],
    ['breaks and rules', 'a  \nb\n\n---', '<p>a<br></br>b</p><hr></hr>'],
    ['links', '[a](https://x.example/?q=1&amp;r)', '<p><a href="https://x.example/?q=1&r">a</a></p>'],
    ['bare addresses', 'see https://x.example/a', '<p>see <a href="https://x.example/a">https://x.example/a</a></p>'],
    ['mail addresses', '<a@x.example>', '<p><a href="mailto:a@x.example">a@x.example</a></p>'],
    ['character references', 'a &amp; b &lt; &#x41; &unknown;', '<p>a & b &lt; A &unknown;</p>'],
    ['code as it was written', '`&amp;`', '<p><code>&amp;</code></p>'],
    [
      'code blocks with their language',
      '```ts extra\na < b\n```',
      '<div class="code-block"><div class="code-head"><span>ts</span></div><pre><code>a &lt; b</code></pre></div>',
    ],
    [
      'tables',
      '|a|b|\n|:-|-:|\n|1|**2**|',
      '<div class="table-scroll"><table><thead><tr><th class="align-left">a</th><th class="align-right">b</th></tr></thead>' +
        '<tbody><tr><td class="align-left">1</td><td class="align-right"><strong>2</strong></td></tr></tbody></table></div>',
    ],
    [
      'images as chips with the name of their host',
      '![a cat](https://img.example/c.png)',
      '<p><span class="image-chip"><span>a cat</span><span class="image-source">img.example</span></span></p>',
    ],
    ['raw HTML as text', '<b onclick="x()">hi</b>', '<p>&lt;b onclick="x()">hi&lt;/b></p>'],
    ['blocks of raw HTML as text', '<div>\n*a*\n</div>', '<p class="raw-html">&lt;div>\n*a*\n&lt;/div></p>'],
    ['line ends of other systems', 'a\r\n\r\nb\rc', '<p>a</p><p>b\nc</p>'],
    ['references', '[a]\n\n[a]: https://x.example/', '<p><a href="https://x.example/">a</a></p>'],
  ])('shows %s', (_, markdown, expected) => {
    expect(rendered(markdown)).toBe(expected);
  });

  it.each([
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](java&#x09;script:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](<java\tscript:alert(1)>)',
    '[a](\u0001javascript:alert(1))',
    '[a](data:text/html,<script>alert(1)</script>)',
    '[a](vbscript:x)',
    '[a](file:///etc/passwd)',
    '[a](chrome-extension://abc/sidepanel.html)',
    '[a](//x.example/path)',
    '[a](/options.html)',
    '[a](#top)',
    '<javascript:alert(1)>',
    '[a]\n\n[a]: javascript:alert(1)',
    '[![a](javascript:x)](javascript:y)',
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<style>@import "http://x.example"</style>',
    '![x](https://x.example/a.png"onerror="alert(1))',
    '![<script>](javascript:alert(1))',
    '```"><script>alert(1)</script>\nx\n```',
    '<!-- --!><script>alert(1)</script> -->',
    '[__proto__]: https://x.example\n\n[__proto__] [constructor]',
    '| a |\n|-|\n| <script>alert(1)</script> |',
    '- [ ] <input type=file>',
    '\u0000<b>\ud800',
  ])('keeps %j on the allow-list, without a link that runs or loads', (hostile) => {
    const text = rendered(hostile);
    expect(text).not.toMatch(/<a href="(?!https:\/\/x\.example)/);
  });

  it('never leaves the allow-list, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          '# ',
          '> ',
          '- ',
          '1. ',
          '- [ ] ',
          '```js\n',
          '\n',
          '\n\n',
          '    ',
          '|',
          '|-|-|\n',
          '*',
          '**',
          '_',
          '~~',
          '`',
        ],
        ...[
          '[',
          '](',
          ')',
          '![',
          '<',
          '>',
          '<a href="',
          '<script>',
          '</script>',
          '<!--',
          '-->',
          '&lt;',
          '&#x6a;',
          '\\',
        ],
        ...[
          'javascript:',
          'https://x.example/',
          'mailto:a@b.example',
          'data:',
          '[a]: ',
          '---\n',
          '===\n',
          '\r\n',
          '\t',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        rendered(pieces.join(''));
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['quotations', '>'.repeat(50_000)],
    ['lists on one line', `${'- '.repeat(20_000)}x`],
    ['indented lists', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 2)}- x`).join('\n')],
    ['emphasis', '**a_b~~c['.repeat(20_000)],
    ['underscores', '_a'.repeat(100_000)],
    ['dots before an at', `${'a.'.repeat(50_000)}@`],
    ['brackets', '['.repeat(100_000)],
    ['images', '!['.repeat(50_000)],
    ['backticks', '`a``b'.repeat(40_000)],
    ['angle brackets', '<a b="'.repeat(40_000)],
    ['table cells', `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(10_000)}`],
  ])('survives many %s in reasonable time', (_, hostile) => {
    const start = performance.now();
    const text = rendered(hostile);
    expect(text.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(2500);
  });

  it('limits depth', () => {
    const depth = (rendered(`${'> '.repeat(200)}x`).match(/<blockquote>/g) ?? []).length;
    expect(depth).toBe(12);
  });
});
