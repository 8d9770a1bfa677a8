import * as v from 'valibot';
import type { Timers } from '../../lib/clock.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import { HANDSHAKE_METHODS } from '../../lib/protocol/handshake-methods.ts';
import { PROTOCOL_VERSION } from '../../lib/protocol/limits.ts';
import { NOTIFICATIONS, type NotificationParams } from '../../lib/protocol/notifications.ts';
import type { HostFailure } from '../../lib/protocol/shapes.ts';
import type { RpcConnection } from '../../lib/rpc/connection.ts';
import { createPortConnection, type MessagePortLike } from '../../lib/rpc/port-connection.ts';
import { toAppError } from '../../lib/rpc/rpc-error.ts';

/** The first try after a loss is made at once; then ever more slowly, but never slower than a person waits. */
const RETRY_AFTER_MS = [0, 250, 500, 1000, 2000, 4000];

/** Another version does not become the right one within seconds, and every try starts a process. */
const RETRY_MISMATCH_AFTER_MS = 30_000;

/** A connection that lasted this long was a good one: the next loss is tried again at once. */
const STABLE_AFTER_MS = 10_000;

/** How long a connection is kept that nobody needs and that says nothing. */
const RELEASE_AFTER_MS = 30_000;

const HELLO_TIMEOUT_MS = 10_000;

/** Callers have timeouts of their own, which cancel; this one only keeps a forgotten call from staying for ever. */
const RELAY_TIMEOUT_MS = 15 * 60_000;

export type HostState = NotificationParams<'store/state'>;

export interface NativePort extends MessagePortLike {
  readonly onDisconnect: { addListener(listener: () => void): void };
  disconnect(): void;
}

export interface HostConnectionOptions {
  readonly connectNative: () => NativePort;
  /** The browser's words for why a port closed. */
  readonly lastError: () => string | undefined;
  readonly timers: Timers;
  readonly now: () => number;
  readonly version: string;
  /** What to tell a host about keys after every `hello`. */
  readonly credentials: () => Promise<readonly object[]>;
  readonly onNotification: (method: string, params: object) => void;
  readonly onState: (state: HostState) => void;
  /** A host that is there tells how one before it failed. */
  readonly onFailure?: (failure: HostFailure) => void;
}

export interface RelayOptions {
  readonly signal: AbortSignal;
  /** Whether the host's answer still counts after `signal`. Default: it fails at once. */
  readonly awaitsEnd?: boolean;
  readonly onProgress: (value: unknown) => void;
}

/** The way to the native host, opened on need and let go when nobody needs it. */
export interface HostConnection {
  /** Asks the host. Rejects with what the host said, or `disconnected` / `version-mismatch` when it cannot be asked. */
  request(method: string, params: object, options: RelayOptions): Promise<unknown>;
  /** Keeps the connection, and opens it again when it is lost, until the returned function is called. */
  hold(): () => void;
  state(): HostState;
}

interface Link {
  readonly port: NativePort;
  readonly connection: RpcConnection;
  /** Settles when the handshake is over. */
  readonly ready: Promise<void>;
  readonly openedAt: number;
}

/** A connection to the native host; nothing is started yet. */
export function createHostConnection(options: HostConnectionOptions): HostConnection {
  const { timers, now } = options;
  let link: Link | undefined;
  let state: HostState = CONNECTING;
  let failure: AppError | undefined;
  let holds = 0;
  let pendingCount = 0;
  let failedTries = 0;
  let retryTimer: unknown;
  let releaseTimer: unknown;

  function setState(next: HostState): void {
    if (next.state === state.state && next.detail === state.detail && next.progress === state.progress) return;
    state = next;
    options.onState(next);
  }

  /** Undefined when the browser does not even try; `failure` tells why. */
  function connect(): Link | undefined {
    retryTimer = undefined;
    if (failure === undefined) setState(CONNECTING);
    try {
      link = open(options.connectNative());
    } catch (cause) {
      fail(reasonOf(cause instanceof Error ? cause.message : undefined));
    }
    return link;
  }

  function open(port: NativePort): Link {
    let heard: HostState | undefined;
    let isGreeted = false;
    const connection = createPortConnection(port, {
      timers,
      onRequest: () => Promise.reject(new AppError('invalid', 'The extension answers no requests of the host.')),
      onNotification(method, params) {
        if (method === 'store/state') hear(params);
        else options.onNotification(method, params as object);
        releaseWhenIdle();
      },
    });

    /** Pages act on a state: before `hello` nobody knows whether this host can be talked to. */
    function hear(params: unknown): void {
      if (!v.is(NOTIFICATIONS['store/state'].params, params)) return;
      if (isGreeted && params.code === NEWER) giveUp(opened, newerStore(params.detail));
      else if (isGreeted) setState(params);
      else heard = params;
    }

    async function greet(): Promise<void> {
      const { store, host } = await sayHello(connection, options.version);
      if (link !== opened) return;
      if (host.lastFailure) options.onFailure?.(host.lastFailure);
      const told = heard?.state === store.state ? heard : { state: store.state, detail: null };
      if (told.code === NEWER) throw newerStore(told.detail);
      isGreeted = true;
      failure = undefined;
      setState(told);
      await sendCredentials(connection);
    }

    const opened: Link = { port, connection, ready: Promise.resolve().then(greet), openedAt: now() };
    port.onDisconnect.addListener(() => lose(opened, reasonOf(options.lastError())));
    opened.ready.catch((error: unknown) => giveUp(opened, handshakeFailure(error)));
    return opened;
  }

  /**
   * Before any request that follows, since frames keep their order; the answers need not be waited for. A key that the
   * host does not take, or a storage that fails, costs one server, not the store.
   */
  async function sendCredentials(connection: RpcConnection): Promise<void> {
    const remembered = await options.credentials().catch(() => []);
    for (const credentials of remembered) {
      connection.request('credentials/set', credentials, { timeoutMs: HELLO_TIMEOUT_MS }).catch(() => {});
    }
  }

  /** The handshake failed: a host of another version, or one that does not answer. */
  function giveUp(lost: Link, error: AppError): void {
    if (link !== lost) return;
    lost.port.disconnect();
    lose(lost, error);
  }

  function lose(lost: Link, error: AppError): void {
    if (link !== lost) return;
    link = undefined;
    timers.clear(releaseTimer);
    lost.connection.close(error);
    if (now() - lost.openedAt >= STABLE_AFTER_MS) failedTries = 0;
    fail(error);
  }

  function fail(error: AppError): void {
    failure = error;
    setState(stateAfter(error));
    if (holds === 0) return;
    const delay = RETRY_AFTER_MS[Math.min(failedTries++, RETRY_AFTER_MS.length - 1)] ?? 0;
    // Whoever made the store newer may have left a newer host: that is seen at once.
    const isMismatch = error.code === 'version-mismatch' || (error.code === NEWER && failedTries > 1);
    retryTimer = timers.set(connect, isMismatch ? RETRY_MISMATCH_AFTER_MS : delay);
  }

  function releaseWhenIdle(): void {
    timers.clear(releaseTimer);
    if (!link || holds > 0 || pendingCount > 0) return;
    releaseTimer = timers.set(release, RELEASE_AFTER_MS);
  }

  function release(): void {
    const idle = link;
    link = undefined;
    idle?.connection.close(new AppError('disconnected', 'The connection to the host was let go.'));
    idle?.port.disconnect();
    failedTries = 0;
    forget();
  }

  /** Whoever needs the host next begins with a try, not with what went wrong for somebody else. */
  function forget(): void {
    failure = undefined;
    setState(CONNECTING);
  }

  return {
    async request(method, params, relay) {
      const current = link ?? (retryTimer === undefined ? connect() : undefined);
      if (!current) throw failure ?? new AppError('disconnected', 'The host is not connected.');
      pendingCount++;
      try {
        await current.ready.catch((error: unknown) => Promise.reject(handshakeFailure(error)));
        return await current.connection.request(method, params, { timeoutMs: RELAY_TIMEOUT_MS, ...relay });
      } catch (error) {
        const refusal = toAppError(error, method);
        if (refusal.code === NEWER && isChange(params)) giveUp(current, refusal);
        throw error;
      } finally {
        pendingCount--;
        releaseWhenIdle();
      }
    },
    hold() {
      holds++;
      timers.clear(releaseTimer);
      if (!link && retryTimer === undefined) connect();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        holds--;
        if (holds > 0) return;
        timers.clear(retryTimer);
        retryTimer = undefined;
        if (link) releaseWhenIdle();
        else forget();
      };
    },
    state: () => state,
  };
}

/** Another program has brought the store to a later version: this host can do nothing with it, another one may. */
const NEWER = 'store-newer-than-host';

/** Of what is refused, only changes tell of the store: a backup can be newer too. */
function isChange(params: object): boolean {
  const { _meta } = params as { _meta?: { requestId?: unknown } };
  return _meta?.requestId !== undefined;
}

function newerStore(detail: string | null): AppError {
  return new AppError(NEWER, detail ?? 'The store was written by a newer Holdfast. Update the host.');
}

function stateAfter({ code, message, details }: AppError): HostState {
  if (code === 'version-mismatch') return { state: code, detail: message, older: olderSide(details) };
  if (code === NEWER) return { state: 'failed', detail: message, code };
  return { state: 'disconnected', detail: String(details['reason'] ?? 'lost') };
}

/** A host that does not tell of protocols is an early one. */
function olderSide({ extensionProtocol, hostProtocol }: AppError['details']): 'host' | 'extension' {
  return Number(extensionProtocol) < Number(hostProtocol) ? 'extension' : 'host';
}

type Hello = v.InferOutput<typeof HANDSHAKE_METHODS.hello.result>;

/** Greets a host; what it tells of itself and its store. Errors: as a handshake. */
export async function sayHello(connection: RpcConnection, version: string): Promise<Hello> {
  const params = { protocol: PROTOCOL_VERSION, client: { name: 'holdfast-extension', version } };
  const answer = await connection.request('hello', params, { timeoutMs: HELLO_TIMEOUT_MS });
  const hello = v.safeParse(HANDSHAKE_METHODS.hello.result, answer);
  if (hello.success && hello.output.protocol === PROTOCOL_VERSION) return hello.output;
  const details = { extensionProtocol: PROTOCOL_VERSION, hostProtocol: (answer as { protocol?: unknown }).protocol };
  throw new AppError(
    'version-mismatch',
    `The host speaks another version of the protocol. Update the ${olderSide(details)}.`,
    { details },
  );
}

export const CONNECTING: HostState = { state: 'connecting', detail: null };

/** What a handshake ended with, as the two things it can mean: another version, or no host to talk to. */
export function handshakeFailure(error: unknown): AppError {
  const failure = toAppError(error, 'hello');
  if (['version-mismatch', NEWER, 'disconnected'].includes(failure.code)) return failure;
  return new AppError('disconnected', MESSAGES.silent, { details: { reason: 'lost' }, cause: error });
}

/** Chrome tells why a port closed in words only; these are all it has. */
export function reasonOf(words: string | undefined): AppError {
  const reason = /not found/i.test(words ?? '')
    ? 'not-installed'
    : /forbidden/i.test(words ?? '')
      ? 'forbidden'
      : /failed to start/i.test(words ?? '')
        ? 'not-started'
        : /has exited/i.test(words ?? '')
          ? 'exited'
          : 'lost';
  return new AppError('disconnected', MESSAGES[reason], { details: { reason } });
}

const MESSAGES = {
  'not-installed': 'The native host is not installed, so nothing can be saved yet.',
  forbidden: 'The browser does not let this extension start the native host.',
  'not-started': 'The browser could not start the native host.',
  exited: 'The native host ended before it answered.',
  lost: 'The connection to the native host was lost.',
  silent: 'The native host was started but did not answer as it should.',
} as const;
