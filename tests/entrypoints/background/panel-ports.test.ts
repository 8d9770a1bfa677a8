import { describe, expect, it, vi } from 'vitest';
import type { ChangeQueue, SubmittedChange } from '../../../entrypoints/background/change-queue.ts';
import type { HostConnection, RelayOptions } from '../../../entrypoints/background/host-connection.ts';
import { createPanelPorts } from '../../../entrypoints/background/panel-ports.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { createPortConnection } from '../../../lib/rpc/port-connection.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import { createPortPair } from '../../support/fake-port.ts';
import { createFakeTimers, settled } from '../../support/fake-timers.ts';

const ID = 'bjjlfblfefnpdjmjfhinaoclhjjcpbod';
const PANEL = { id: ID, url: `chrome-extension://${ID}/sidepanel.html` };
const READY = { state: 'ready', detail: null } as const;

const UNSENT = {
  order: 1,
  requestId: '01890a5d-ac96-774b-bcce-b302099a8057',
  method: 'sessions/update',
  params: { id: 'a' },
  queuedAt: 0,
  unsent: { code: 'conflict', message: 'No.' },
} as const;

interface Asked extends RelayOptions {
  readonly method: string;
  readonly params: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function createTested(rememberCredentials: (params: object) => Promise<void> = async () => {}) {
  const asked: Asked[] = [];
  let holds = 0;
  const host: HostConnection = {
    request: (method, params, options) =>
      new Promise((resolve, reject) => asked.push({ method, params, resolve, reject, ...options })),
    hold() {
      holds++;
      return () => void holds--;
    },
    state: () => READY,
  };
  const timers = createFakeTimers();
  const submitted: SubmittedChange[] = [];
  const changes: ChangeQueue = {
    async submit(change, onProgress) {
      submitted.push(change);
      onProgress({ queued: true, reason: null });
      return 'saved';
    },
    hurry() {},
    pause: async () => () => {},
    list: async () => [UNSENT],
    resolve: async (requestId, action) => {
      throw new AppError('not-found', `${action} ${requestId}`);
    },
  };
  const told: [string, unknown][] = [];
  const ended: string[] = [];
  const opened: [string, number | undefined][] = [];
  const pages = createPanelPorts({
    ...{ host, changes, extensionId: ID, timers, rememberCredentials },
    onNotification: (method, params) => told.push([method, params]),
    panelLog: {
      answer: async (method, params) => ({ method, params }),
      async ended(panelId) {
        ended.push(panelId);
      },
    },
    place: async (method, params) => ({ method, params }),
    onPanel: ({ panelId, windowId }) => opened.push([panelId, windowId]),
  });

  /** A page that has just connected. */
  function openPage(sender = PANEL) {
    const [near, far] = createPortPair(sender);
    const onNotification = vi.fn();
    const onRequest = () => Promise.reject(new AppError('invalid', 'Nobody asks pages.'));
    const connection = createPortConnection(far, { timers, onRequest, onNotification });
    pages.accept(near);
    return { port: far, connection, onNotification, notifications: onNotification.mock.calls };
  }
  return { asked, submitted, pages, openPage, told, ended, opened, holds: () => holds };
}

describe('createPanelPorts', () => {
  it('tells a page the state first and holds the host for as long as the page lives', () => {
    const { openPage, holds } = createTested();
    const [first, second] = [openPage(), openPage()];
    expect(first.notifications).toEqual([['store/state', READY]]);
    expect(holds()).toBe(2);
    first.port.disconnect();
    second.port.disconnect();
    expect(holds()).toBe(0);
  });

  it('knows the panels that are open, and tells of each that is closed', async () => {
    const { pages, openPage, ended, opened } = createTested();
    const [first, second] = [openPage(), openPage()];
    first.connection.notify('page/panel', { panelId: 'a', windowId: 7 });
    second.connection.notify('page/panel', { panelId: 'b', windowId: 'x' });
    openPage().connection.notify('page/panel', { panelId: 5 });
    await settled();
    expect(opened).toEqual([
      ['a', 7],
      ['b', undefined],
    ]);
    pages.panels()[0]?.notify('recovery/open', {});
    await settled();
    expect(first.notifications.at(-1)).toEqual(['recovery/open', {}]);
    first.port.disconnect();
    expect(ended).toEqual(['a']);
    expect(pages.panels().map(({ panelId }) => panelId)).toEqual(['b']);
  });

  it('lets the log of panels answer what is asked of it', async () => {
    const { openPage } = createTested();
    const answer = openPage().connection.request('panels/list', {}, { timeoutMs: 1000 });
    expect(await answer).toEqual({ method: 'panels/list', params: {} });
  });

  it('has what is asked of where the store is answered in the background', async () => {
    const { asked, openPage } = createTested();
    const answer = openPage().connection.request('store/place', {}, { timeoutMs: 1000 });
    expect(await answer).toEqual({ method: 'store/place', params: {} });
    expect(asked).toEqual([]);
  });

  it('knows whether any page is in view, and passes on what else a page says unasked', async () => {
    const { pages, openPage, told } = createTested();
    const [first, second] = [openPage(), openPage()];
    const see = async ({ connection }: typeof first, isVisible: unknown) => {
      connection.notify('page/visible', { isVisible });
      await settled();
      return pages.isVisible();
    };
    expect(pages.isVisible()).toBe(false);
    expect([await see(first, true), await see(second, true), await see(first, false)]).toEqual([true, true, true]);
    second.port.disconnect();
    expect(pages.isVisible()).toBe(false);
    expect(await see(first, 'yes')).toBe(false);
    first.connection.notify('page/balance-low', { usd: '1' });
    await settled();
    expect(told).toEqual([['page/balance-low', { usd: '1' }]]);
  });

  it('puts every change into the queue, whatever its method, and passes its progress on', async () => {
    const { asked, submitted, openPage } = createTested();
    const onProgress = vi.fn();
    const params = { some: 'thing', _meta: { requestId: 'r1' } };
    expect(await openPage().connection.request('later/method', params, { timeoutMs: 1000, onProgress })).toBe('saved');
    expect(submitted).toMatchObject([{ method: 'later/method', requestId: 'r1', params }]);
    expect(onProgress.mock.calls).toEqual([[{ queued: true, reason: null }]]);
    expect(asked).toEqual([]);
  });

  it('answers itself what waits for a person', async () => {
    const { asked, openPage } = createTested();
    const { connection } = openPage();
    const { order: _, unsent, ...told } = UNSENT;
    expect(await connection.request('unsent/list', {}, { timeoutMs: 1000 })).toEqual({
      changes: [{ ...told, queuedAt: '1970-01-01T00:00:00.000Z', error: unsent }],
    });
    const { requestId } = UNSENT;
    const resolve = (params: object) => connection.request('unsent/resolve', params, { timeoutMs: 1000 });
    await expect(resolve({ requestId, action: 'retry' })).rejects.toMatchObject({ data: { code: 'not-found' } });
    await expect(resolve({ requestId, action: 'forget' })).rejects.toMatchObject({ code: -32602 });
    expect(asked).toEqual([]);
  });

  it('keeps the equal ids of two pages apart', async () => {
    const { asked, openPage } = createTested();
    const [first, second] = [openPage(), openPage()];
    const answers = [first, second].map(({ connection }, n) =>
      connection.request('sessions/get', { id: `session ${n}` }, { timeoutMs: 1000 }),
    );
    await settled();
    expect([first, second].map(({ port }) => port.isClosed)).toEqual([false, false]);
    expect(asked.map(({ method, params }) => [method, params])).toEqual([
      ['sessions/get', { id: 'session 0' }],
      ['sessions/get', { id: 'session 1' }],
    ]);
    asked[1]?.resolve('of the second');
    asked[0]?.resolve('of the first');
    expect(await Promise.all(answers)).toEqual(['of the first', 'of the second']);
  });

  it.each([
    ['an error of the host', new RpcError(-32602, 'Bad.', { issues: [] })],
    ['an error without data', new RpcError(-32601, 'None.')],
  ])('passes on %s unchanged', async (_, error) => {
    const { asked, openPage } = createTested();
    const answer = openPage().connection.request('x', {}, { timeoutMs: 1000 });
    await settled();
    asked[0]?.reject(error);
    await expect(answer).rejects.toEqual(error);
  });

  it('tells a page by code why the host cannot be asked', async () => {
    const { asked, openPage } = createTested();
    const answer = openPage().connection.request('x', {}, { timeoutMs: 1000 });
    await settled();
    asked[0]?.reject(new AppError('disconnected', 'Lost.', { details: { reason: 'exited' } }));
    await expect(answer).rejects.toEqual(new RpcError(-32000, 'Lost.', { code: 'disconnected', reason: 'exited' }));
  });

  it('passes cancellation and progress on, to the request they belong to', async () => {
    const { asked, openPage } = createTested();
    const values: unknown[] = [];
    const controller = new AbortController();
    const { connection } = openPage();
    const cancelled = connection.request('a', {}, { timeoutMs: 1000, signal: controller.signal });
    const outcome = expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const onProgress = (value: unknown) => void values.push(value);
    const kept = connection.request('b', {}, { timeoutMs: 1000, onProgress });
    await settled();
    controller.abort();
    await outcome;
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    for (const request of asked) request.onProgress(request.method);
    asked[1]?.resolve('done');
    expect([await kept, values]).toEqual(['done', ['b']]);
  });

  it('hands on what became of a request that was to stop, to a page that waits for it', async () => {
    const { asked, openPage } = createTested();
    const controller = new AbortController();
    const answer = openPage().connection.request(
      'a',
      {},
      { timeoutMs: 1000, signal: controller.signal, awaitsEnd: true },
    );
    await settled();
    controller.abort();
    await settled();
    expect([asked[0]?.signal.aborted, asked[0]?.awaitsEnd]).toEqual([true, true]);
    asked[0]?.resolve('it was too late');
    expect(await answer).toBe('it was too late');
  });

  it('tells every page what the host says, and no page that was closed', () => {
    const { pages, openPage } = createTested();
    const [first, second, closed] = [openPage(), openPage(), openPage()];
    closed.port.disconnect();
    pages.broadcast('changed', { tables: null, sessionIds: null });
    const changed = ['changed', { tables: null, sessionIds: null }];
    expect([first, second, closed].map(({ notifications }) => notifications.slice(1))).toEqual([
      [changed],
      [changed],
      [],
    ]);
  });

  it('cancels the requests of a page that closes, and no others', async () => {
    const { asked, openPage } = createTested();
    const [closing, staying] = [openPage(), openPage()];
    const ignored = closing.connection.request('a', {}, { timeoutMs: 1000 }).catch(() => {});
    const answer = staying.connection.request('b', {}, { timeoutMs: 1000 });
    await settled();
    closing.port.disconnect();
    closing.connection.close(new AppError('disconnected', 'Closed.'));
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    for (const request of asked) request.resolve('answered');
    expect(await answer).toBe('answered');
    await ignored;
  });

  it('lets go on what a page began for the whole store, unless it is told to stop that', async () => {
    const { asked, openPage } = createTested();
    const { connection, port } = openPage();
    const stop = new AbortController();
    const ignored = [{ signal: stop.signal }, {}].map((stopping) =>
      connection.request('backups/restore', {}, { timeoutMs: 1000, ...stopping }).catch(() => {}),
    );
    await settled();
    stop.abort();
    port.disconnect();
    connection.close(new AppError('disconnected', 'Closed.'));
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    for (const request of asked) request.resolve('answered');
    await Promise.all(ignored);
  });

  it.each([
    ['another extension', { ...PANEL, id: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['a web page', { ...PANEL, url: 'https://example.com/sidepanel.html' }],
    [
      'a page of another extension',
      { ...PANEL, url: 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/sidepanel.html' },
    ],
    ['a web page with our id for a name', { ...PANEL, url: `https://${ID}/sidepanel.html` }],
    ['another page of ours', { ...PANEL, url: `chrome-extension://${ID}/other.html` }],
    ['a page of that name deeper down', { ...PANEL, url: `chrome-extension://${ID}/x/sidepanel.html` }],
    ['no address', { ...PANEL, url: '' }],
    ['an address in an address', { ...PANEL, url: `https://example.com/chrome-extension://${ID}/sidepanel.html` }],
    ['nobody', undefined],
  ])('refuses %s', async (_, sender) => {
    const { asked, pages, holds } = createTested();
    const [near, far] = createPortPair(sender);
    pages.accept(sender ? near : { ...near, sender: undefined });
    expect(near.isClosed).toBe(true);
    expect(() => far.postMessage({ jsonrpc: '2.0', id: 1, method: 'sessions/list' })).toThrow();
    expect([asked.length, far.received, holds()]).toEqual([0, [], 0]);
  });

  it('takes the panel with whatever stands behind its address', () => {
    const { openPage } = createTested();
    expect(openPage({ ...PANEL, url: `${PANEL.url}?session=1#end` }).notifications).toHaveLength(1);
  });

  it('remembers a key before the host is told, even when remembering fails', async () => {
    for (const fail of [false, true]) {
      const order: string[] = [];
      const remember = vi.fn(async () => {
        await settled();
        order.push('remembered');
        if (fail) throw new Error('The storage is full.');
      });
      const { asked, openPage } = createTested(remember);
      const params = { baseUrl: 'https://a.example/v1', apiKey: 'a' };
      const answer = openPage().connection.request('credentials/set', params, { timeoutMs: 1000 });
      await vi.waitFor(() => expect(asked).toHaveLength(1));
      order.push('asked');
      asked[0]?.resolve({});
      expect(await answer).toEqual({});
      expect([remember.mock.calls, order]).toEqual([[[params]], ['remembered', 'asked']]);
    }
  });

  it.each([
    ['an array', ['a'], ['a']],
    ['text', 'a', 'a'],
    ['nothing', undefined, {}],
  ])('leaves it to the host to refuse parameters that are %s', async (_, params, relayed) => {
    const { asked, openPage } = createTested();
    openPage().port.postMessage({ jsonrpc: '2.0', id: 1, method: 'sessions/get', params });
    await settled();
    expect(asked.map((request) => request.params)).toEqual([relayed]);
  });
});
