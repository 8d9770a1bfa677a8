import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser/fixtures.ts';

/** Markup that asks a server for something as soon as it is in a page; `@` is the address. */
const MARKUP: Readonly<Record<string, string>> = {
  image: '<img src="@">',
  'image set': '<img srcset="@ 1x">',
  picture: '<picture><source srcset="@"><img></picture>',
  video: '<video src="@" autoplay muted></video>',
  poster: '<video poster="@"></video>',
  audio: '<audio src="@" preload="auto"></audio>',
  stylesheet: '<link rel="stylesheet" href="@">',
  preload: '<link rel="preload" as="image" href="@">',
  'module preload': '<link rel="modulepreload" href="@">',
  import: '<style>@import "@";</style>',
  background: '<style>#attack { background: url("@"); }</style>',
  'style attribute': '<p style="background: url(@)">x</p>',
  'list marker': '<style>#attack li { list-style-image: url("@"); }</style><ul><li>x</li></ul>',
  font: '<style>@font-face { font-family: a; src: url("@"); } #attack b { font-family: a; }</style><b>x</b>',
  frame: '<iframe src="@"></iframe>',
  object: '<object data="@"></object>',
  embed: '<embed src="@">',
  'image in a drawing': '<svg width="9" height="9"><image href="@" width="9" height="9"/></svg>',
  'image button': '<input type="image" src="@">',
};

/** The same by code that should never run. */
const CODE: Readonly<Record<string, (address: string) => unknown>> = {
  fetch: (address) => fetch(address, { mode: 'no-cors' }),
  request: (address) => {
    const request = new XMLHttpRequest();
    request.open('GET', address);
    request.send();
  },
  beacon: (address) => navigator.sendBeacon(address, 'x'),
  socket: (address) => new WebSocket(address.replace('http', 'ws')),
  events: (address) => new EventSource(address),
  form: (address) => {
    const form = document.createElement('form');
    Object.assign(form, { action: address, method: 'post', target: '_blank' });
    document.body.append(form);
    form.submit();
  },
};

/** Longer than any of them took in the page that has no policy. */
const SETTLE_MS = 1500;

test('with the renderer switched off, none of 25 ways out reaches a server', async ({ holdfast }) => {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    asked.add(decodeURIComponent(request.url?.split('/')[2] ?? ''));
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>control</title><body></body>');
  });
  server.on('upgrade', (request, socket) => {
    asked.add(decodeURIComponent(request.url?.split('/')[2] ?? ''));
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ways = [...Object.keys(MARKUP), ...Object.keys(CODE)];
  expect(ways).toHaveLength(25);
  try {
    const panel = await holdfast.openPanel();
    await panel.getByRole('button', { name: 'Settings', exact: true }).waitFor();
    await attack(panel, origin);
    expect([...asked], 'in the side panel').toEqual([]);

    const control = await holdfast.context.newPage();
    await control.goto(`${origin}/control/`);
    asked.clear();
    await attack(control, origin);
    asked.delete('');
    asked.delete('favicon.ico');
    expect([...asked].sort(), 'in a page without the policy').toEqual([...ways].sort());
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

/** Puts all markup into the page and runs all code there. */
async function attack(page: Page, origin: string): Promise<void> {
  const addressOf = (way: string) => `${origin}/out/${encodeURIComponent(way)}`;
  const markup = Object.entries(MARKUP).map(([way, html]) => html.replace(/(?<=["( ])@(?=[") ])/g, addressOf(way)));
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('div'), { id: 'attack' })));
  // The debugger's way in: for the page itself trusted types refuse markup in strings.
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#attack' });
  await session.send('DOM.setOuterHTML', { nodeId, outerHTML: `<div id="attack">${markup.join('')}</div>` });
  await session.detach();
  expect(await page.locator('#attack img').count()).toBeGreaterThan(0);

  for (const [way, act] of Object.entries(CODE)) {
    // From a timer of the page: the debugger's own evaluation may do what pages may not.
    await page.evaluate(`setTimeout(() => { void (${act.toString()})(${JSON.stringify(addressOf(way))}); })`);
  }
  await page.waitForTimeout(SETTLE_MS);
}
