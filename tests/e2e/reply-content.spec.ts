import type { Page } from '@playwright/test';
import { replies, replyText, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { hostileTexts } from '../lib/ui/hostile-markdown.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { replyWith } from '../support/model-server/scripted-reply.ts';

const LONG_LINE = `const long = '${'word '.repeat(60)}';`;
const CODE = ['```ts\n', `${LONG_LINE}\n`, 'let short = 1; // x\n', '```\n', '\nAnd ', 'then ', 'some ', 'words.'];
const NUMBERS = [
  '9. nine\n10. ten',
  '99. ninety-nine\n100. hundred',
  '1000. thousand\n      1. within it\n      2. and once more\n         - a point\n\n           12345. far inside',
  '999999998. as far as numbers go\n999999999. the last one',
  '> 100. quoted\n>\n> words',
  '1000. שלום עולם\n1001. עוד פעם',
  '- [ ] to do\n\n  100. [x] done\n  101. plain',
].join('\n\nwords\n\n');
/** Between two attacks: ends what the first has opened. */
const ENDS = '\n\n?>-->]]></script></style></textarea>\n\n';
const UNKNOWN = '```mermaid\ngraph TD\n```\n\n```\nplain\n```\n';

test.use({
  modelServerOptions: {
    scripts: {
      demo: replyWith([UNKNOWN]),
      'demo-slow': replyWith(CODE, 600),
      'demo-no-usage': replyWith([NUMBERS]),
      'demo-usage': replyWith([hostileTexts().join(ENDS)]),
    },
  },
});

/** Files of the extension that are read for colours from now on. */
function watchLoading(panel: Page): Set<string> {
  const loaded = new Set<string>();
  panel.on('request', (request) => {
    const name = /\/chunks\/(.+)-[\w-]{8}\.js$/.exec(request.url())?.[1];
    if (name !== undefined) loaded.add(name);
  });
  return loaded;
}

test('code is coloured when it is finished, wraps when asked, and stays so when the reply ends', async ({
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, { ...modelServer, model: 'demo' });
  // What views are made of: the last of them comes with the first conversation.
  await send(panel, 'First of all?');
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  await panel.waitForLoadState('networkidle');
  const loaded = watchLoading(panel);
  await send(panel, 'In an unknown language?');
  await panel.getByRole('button', { name: 'Copy reply' }).nth(1).waitFor();
  expect([...loaded], 'without a known language').toEqual([]);

  await setUpProvider(panel, { ...modelServer, model: 'demo-slow' });
  await send(panel, 'And in a known one?');
  const reply = replies(panel).last();
  const block = reply.locator('pre');
  await block.getByText('const long').waitFor();
  expect([...loaded], 'while it grows').toEqual([]);
  await reply.getByText('And').waitFor();
  modelServer.hold();
  await block.locator('.code-keyword').first().waitFor();
  expect([...loaded].sort()).toEqual(['highlighted-code', 'javascript']);
  await expect(panel.getByRole('button', { name: 'Stop' }), 'the reply is not over yet').toBeVisible();
  expect(await block.locator('.code-comment').allTextContents()).toEqual(['// x']);

  await test.step('a long line scrolls by keyboard', async () => {
    await block.focus();
    await panel.keyboard.press('ArrowRight');
    await expect.poll(() => block.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
  });

  const wrap = reply.getByRole('button', { name: 'Wrap lines' });
  await wrap.click();
  await block
    .locator('.code-keyword')
    .first()
    .evaluate((element) => Object.assign(element, { isKept: true }));
  modelServer.resume();
  await reply.getByRole('button', { name: 'Copy reply' }).waitFor();
  await expect(wrap).toHaveAttribute('aria-pressed', 'true');
  expect(await block.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const isKept = await block
    .locator('.code-keyword')
    .first()
    .evaluate((element) => 'isKept' in element);
  expect(isKept, 'drawn once').toBe(true);
  await wrap.click();
  await expect(wrap).toHaveAttribute('aria-pressed', 'false');
  expect(await block.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeGreaterThan(0);
});

test('a reply of nothing but attacks makes allowed elements only, and asks nobody', async ({
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  const asked: string[] = [];
  panel.on('request', (request) => asked.push(request.url()));
  panel.on('dialog', (dialog) => asked.push(`dialog: ${dialog.message()}`));
  await setUpProvider(panel, { ...modelServer, model: 'demo-usage' });
  await send(panel, 'Attack me');
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  const more = panel.getByRole('button', { name: 'Show more' });
  while (await more.isVisible()) await more.click();
  await replyText(panel).locator('table').first().waitFor();
  // A reply of this length is drawn in pieces.
  const found = await replyText(panel).evaluateAll((pieces) => {
    const elements = pieces.flatMap((piece) => [...piece.querySelectorAll('*')]);
    const attributes = elements.flatMap((element) =>
      [...element.attributes].map(({ name }) => `${element.localName} ${name}`),
    );
    const links = elements.filter((element) => element instanceof HTMLAnchorElement);
    return {
      names: [...new Set(elements.map(({ localName }) => localName))].sort(),
      attributes: [...new Set(attributes)].filter((name) => !/^(svg|path|rect) /.test(name)).sort(),
      schemes: [...new Set(links.map(({ protocol }) => protocol))].sort(),
      targets: [...new Set(links.map(({ target, rel }) => `${target} ${rel}`))],
    };
  });
  expect(found.names.filter((name) => !ELEMENTS.includes(name))).toEqual([]);
  expect(found.attributes.filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
  expect(found.schemes).toEqual(['http:', 'https:', 'mailto:']);
  expect(found.targets).toEqual(['_blank noreferrer noopener']);
  expect(asked.filter((url) => !url.startsWith('chrome-extension://'))).toEqual([]);
});

const ELEMENTS = [
  ...['a', 'blockquote', 'br', 'button', 'code', 'del', 'div', 'em', 'h3', 'h4', 'h5', 'h6', 'hr', 'input', 'li', 'ol'],
  ...['p', 'path', 'pre', 'rect', 'span', 'strong', 'svg', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
];
const ATTRIBUTES = [
  ...['a aria-label', 'a href', 'a rel', 'a target', 'a title'],
  ...['button aria-label', 'button aria-pressed', 'button class', 'button title', 'button type'],
  ...['code class', 'code dir', 'div class', 'div dir', 'div tabindex', 'h3 dir', 'h4 dir', 'h5 dir', 'h6 dir'],
  ...[
    'input aria-label',
    'input checked',
    'input disabled',
    'input type',
    'li class',
    'ol data-digits',
    'ol dir',
    'ol start',
    'p class',
    'p dir',
  ],
  ...['pre class', 'pre tabindex', 'span class', 'td class', 'td dir', 'th class', 'th dir', 'ul dir'],
];

test('numbers of a list have room beside it, however long they are', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, { ...modelServer, model: 'demo-no-usage' });
  await send(panel, 'Count, please');
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  const lists = await replyText(panel)
    .locator('ol')
    .evaluateAll((found) =>
      found.map((list) => {
        const { paddingInlineStart, direction } = getComputedStyle(list);
        const last = `${(list as HTMLOListElement).start + list.children.length - 1}`;
        // What stands beside an item is in no tree; the same text in the same font is as wide.
        const number = Object.assign(document.createElement('span'), { textContent: `${last}. ` });
        number.style.whiteSpace = 'pre';
        list.lastElementChild?.append(number);
        const { width } = number.getBoundingClientRect();
        number.remove();
        return { last, direction, hangsBy: Math.max(0, width - Number.parseFloat(paddingInlineStart)) };
      }),
    );
  const expected = [
    ['10', 'ltr'],
    ['100', 'ltr'],
    ['1000', 'ltr'],
    ['2', 'ltr'],
    ['12345', 'ltr'],
    ['999999999', 'ltr'],
    ['100', 'ltr'],
    ['1001', 'rtl'],
    ['101', 'ltr'],
  ];
  expect(lists).toEqual(expected.map(([last, direction]) => ({ last, direction, hangsBy: 0 })));
});
