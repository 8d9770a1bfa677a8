import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../lib/ui/markdown.tsx';
import { showAllowed } from '../../support/show-allowed.ts';

const rendered = (text: string) => showAllowed(renderMarkdown(text));

describe('renderMarkdown', () => {
  it.each([
    ['paragraphs', 'one\n\ntwo', '<p>one</p><p>two</p>'],
    ['headings below those of the page', '# a\n## b\n##### c', '<h3>a</h3><h4>b</h4><h5>c</h5>'],
    [
      'headings without gaps',
      '## a\n\n# b\n\n### c\n\n> # d',
      '<h3>a</h3><h3>b</h3><h4>c</h4><blockquote><p><strong>d</strong></p></blockquote>',
    ],
    ['emphasis', '*a* **b** ~~c~~ `d`', '<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>'],
    ['nested lists', '- a\n  - b\n', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['a list that starts elsewhere', '3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['a list with longer numbers', '9. a\n10. b', '<ol start="9" data-digits="2"><li>a</li><li>b</li></ol>'],
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
      '<code-block language="ts extra">a &lt; b</code-block>',
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
      '<p><span class="image-chip"><span>a cat</span><span class="image-source">img.example</span>' +
        '<a href="https://img.example/c.png">Open</a></span></p>',
    ],
    [
      'an image that is a link as one link',
      '[![a](https://img.example/c.png)](https://x.example/)',
      '<p><a href="https://x.example/"><span class="image-chip"><span>a</span><span class="image-source">img.example</span></span></a></p>',
    ],
    [
      'images that no web address leads to without a link',
      '![a](data:image/png;base64,AA)',
      '<p><span class="image-chip"><span>a</span><span class="image-source">data</span></span></p>',
    ],
    [
      'footnotes as they were written',
      'a[^1]\n\n[^1]: https://x.example/',
      '<p>a[^1]</p><p>[^1]: <a href="https://x.example/">https://x.example/</a></p>',
    ],
    ['Arabic and Hebrew', '- مرحبا\n\nשלום *b*', '<ul><li>مرحبا</li></ul><p>שלום <em>b</em></p>'],
    ['raw HTML as text', '<b onclick="x()">hi</b>', '<p>&lt;b onclick="x()">hi&lt;/b></p>'],
    ['blocks of raw HTML as text', '<div>\n*a*\n</div>', '<p class="raw-html">&lt;div>\n*a*\n&lt;/div></p>'],
    ['line ends of other systems', 'a\r\n\r\nb\rc', '<p>a</p><p>b\nc</p>'],
    ['references', '[a]\n\n[a]: https://x.example/', '<p><a href="https://x.example/">a</a></p>'],
  ])('shows %s', (_, markdown, expected) => {
    expect(rendered(markdown)).toBe(expected);
  });

  it.each([
    ['$a_1*b_2*c$', '<p>§$a_1*b_2*c$§</p>'],
    ['*a $x*y$ b* **c**', '<p><em>a §$x*y$§ b</em> <strong>c</strong></p>'],
    ['so $$a_1 * b_2 * c$$ *holds*', '<p>so §$$a_1 * b_2 * c$$§ <em>holds</em></p>'],
    ['\\(x_1 \\\\ y_1\\) and \\[a*b*c\\]', '<p>§\\(x_1 \\\\ y_1\\)§ and §\\[a*b*c\\]§</p>'],
    ['where\n$$\n- a_1\n= [b](c)\n$$\nholds', '<p>where</p>¶$$\n- a_1\n= [b](c)\n$$¶<p>holds</p>'],
    ['\\[\n\\frac{a_1}{b_1} \\\\\nc\n\\]', '¶\\[\n\\frac{a_1}{b_1} \\\\\nc\n\\]¶'],
    ['- item\n  $$\n  a_1 * b_1\n  $$', '<ul><li>item¶$$\na_1 * b_1\n$$¶</li></ul>'],
    [
      '|a|\n|-|\n|$x_1 y_1$|',
      '<div class="table-scroll"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>§$x_1 y_1$§</td></tr></tbody></table></div>',
    ],
    ['`$a` and *b* and `c$`', '<p><code>$a</code> and <em>b</em> and <code>c$</code></p>'],
    ['$5 and $6', '<p>$5 and $6</p>'],
    ['$5, *not* 6$ or US$5 and US$6', '<p>$5, <em>not</em> 6$ or US$5 and US$6</p>'],
    ['between $5 a month and (US$) *more*', '<p>between $5 a month and (US$) <em>more</em></p>'],
    ['$HOME/$USER and $PATH', '<p>$HOME/$USER and $PATH</p>'],
    ['\\$a\\$ and \\\\(a)', '<p>$a$ and \\(a)</p>'],
    ['$ a * b * c $', '<p>$ a * b * c $</p>'],
    ['$$\na\n\nb\n$$', '<p>$$\na</p><p>b\n$$</p>'],
    ['$$$$ and \\( \\)', '<p>$$$$ and ( )</p>'],
  ])('shows the maths of %j as it was written', (markdown, expected) => {
    const inCode = expected.replaceAll(/§([^§]*)§/g, '<code class="maths">$1</code>');
    expect(rendered(markdown)).toBe(inCode.replaceAll(/¶([^¶]*)¶/g, '<p class="maths">$1</p>'));
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
    // What grew with the square of these would take minutes, so the runner's own limit is the test.
  ])('survives many %s', (_, hostile) => {
    expect(rendered(hostile).length).toBeGreaterThan(0);
  });

  it('limits depth', () => {
    const depth = (rendered(`${'> '.repeat(200)}x`).match(/<blockquote>/g) ?? []).length;
    expect(depth).toBe(12);
  });
});
