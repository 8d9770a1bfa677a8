import type { Timers } from '../../lib/clock.ts';
import { BACKGROUND_METHODS } from '../../lib/protocol/background-methods.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { RpcConnection } from '../../lib/rpc/connection.ts';
import { createPortConnection, type MessagePortLike } from '../../lib/rpc/port-connection.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { HostConnection } from './host-connection.ts';
import type { PanelLog } from './panel-log.ts';
import { type createPlaceDispatch, isPlaceMethod } from './place-dispatch.ts';
import { createUnsentDispatch } from './unsent-dispatch.ts';

type Params = Readonly<Record<string, unknown>>;

/** The pages that may speak to the store. */
const PAGES = ['/sidepanel.html', '/options.html'];

/** A port of one of our pages, as the browser hands it to the background. */
export interface PagePort extends MessagePortLike {
  readonly sender?: { readonly id?: string | undefined; readonly url?: string | undefined } | undefined;
  readonly onDisconnect: { addListener(listener: () => void): void };
  disconnect(): void;
}

export interface PanelPortsOptions {
  readonly host: HostConnection;
  readonly changes: ChangeQueue;
  readonly extensionId: string;
  readonly timers: Timers;
  /** Sees a page's key before the host does, since the host forgets it with its process. */
  readonly rememberCredentials: (params: object) => Promise<void>;
  /** Hears what a page says unasked, but for what it says of itself. */
  readonly onNotification: (method: string, params: unknown) => void;
  readonly panelLog: Pick<PanelLog, 'answer' | 'ended'>;
  /** Answers where the store is. */
  readonly place: ReturnType<typeof createPlaceDispatch>;
  /** Hears of each panel that said which one it is, in which window. */
  readonly onPanel: (panel: OpenPanel) => void;
}

/** A panel that is open, as it told. */
export interface OpenPanel {
  readonly panelId: string;
  readonly windowId: number | undefined;
  notify(method: string, params: object): void;
}

/** The pages that are open, and what passes between them and the host. */
export interface PanelPorts {
  accept(port: PagePort): void;
  /** Tells every page. */
  broadcast(method: string, params: object): void;
  /** Whether any of them is in view. */
  isVisible(): boolean;
  /** The panels that are open. */
  panels(): readonly OpenPanel[];
}

const PAGE_CLOSED = new AppError('disconnected', 'The page was closed.');

/** What a person began for the whole store. It goes on without their page, as it does without the browser. */
const OUTLASTS_PAGE = ['backups/create', 'backups/restore', 'data/export', 'data/import', 'retention/sweep'];

/**
 * Relays by request and answer, without knowing methods: what a page may ask is between it and the host. Changes go
 * through the queue, whatever they change.
 */
export function createPanelPorts(options: PanelPortsOptions): PanelPorts {
  const { host, changes, extensionId, timers, rememberCredentials, onNotification, panelLog, place, onPanel } = options;
  const pages = new Set<RpcConnection>();
  const visible = new Set<RpcConnection>();
  const panels = new Map<RpcConnection, OpenPanel>();
  const unsent = createUnsentDispatch(changes);

  function addPanel(page: RpcConnection, told: { panelId?: unknown; windowId?: unknown }): void {
    if (typeof told.panelId !== 'string') return;
    const windowId = typeof told.windowId === 'number' ? told.windowId : undefined;
    const panel = { panelId: told.panelId, windowId, notify: page.notify };
    panels.set(page, panel);
    onPanel(panel);
  }

  function removePanel(page: RpcConnection): void {
    const panel = panels.get(page);
    panels.delete(page);
    // A journal that fails costs a question whether to restore.
    if (panel) panelLog.ended(panel.panelId).catch(() => {});
  }

  return {
    accept(port) {
      if (!isOwnPage(port.sender, extensionId)) return port.disconnect();
      const page = createPortConnection(port, {
        timers,
        async onRequest(method, params, context) {
          const { signal, progress } = context;
          const requestId = requestIdOf(params);
          if (requestId !== undefined) return changes.submit({ method, requestId, params: params as Params }, progress);
          if (method.startsWith('panels/')) return panelLog.answer(method, params);
          if (isPlaceMethod(method)) return place(method, params, context);
          if (method in BACKGROUND_METHODS) return unsent(method, params);
          // A storage that fails costs the key at the next start of the host, not now.
          if (method === 'credentials/set') await rememberCredentials(params as object).catch(() => {});
          // What became of a request that was to stop, only the host knows.
          const relay = { signal: signalFor(method, signal), awaitsEnd: true, onProgress: progress };
          return host.request(method, (params ?? {}) as object, relay);
        },
        onNotification(method, params) {
          const told = (params ?? {}) as { isVisible?: unknown; panelId?: unknown; windowId?: unknown };
          if (method === 'page/panel') return addPanel(page, told);
          if (method !== 'page/visible') return onNotification(method, params);
          if (told.isVisible === true) visible.add(page);
          else visible.delete(page);
        },
      });
      pages.add(page);
      const release = host.hold();
      port.onDisconnect.addListener(() => {
        pages.delete(page);
        visible.delete(page);
        removePanel(page);
        page.close(PAGE_CLOSED);
        release();
      });
      page.notify('store/state', host.state());
    },
    broadcast(method, params) {
      for (const page of pages) page.notify(method, params);
    },
    isVisible: () => visible.size > 0,
    panels: () => [...panels.values()],
  };
}

function isOwnPage(sender: PagePort['sender'], extensionId: string): boolean {
  if (sender?.id !== extensionId || sender.url === undefined || !URL.canParse(sender.url)) return false;
  const { protocol, host, pathname } = new URL(sender.url);
  return protocol === 'chrome-extension:' && host === extensionId && PAGES.includes(pathname);
}

/** Only changes carry one: it makes them act once, and so fit to be kept and sent again. */
function requestIdOf(params: unknown): string | undefined {
  const { _meta } = (params ?? {}) as { _meta?: { requestId?: unknown } };
  return typeof _meta?.requestId === 'string' ? _meta.requestId : undefined;
}

function signalFor(method: string, signal: AbortSignal): AbortSignal {
  if (!OUTLASTS_PAGE.includes(method)) return signal;
  const told = new AbortController();
  signal.addEventListener('abort', () => {
    if (signal.reason !== PAGE_CLOSED) told.abort(signal.reason);
  });
  return told.signal;
}
