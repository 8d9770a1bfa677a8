import type { Timers } from '../../lib/clock.ts';
import { CONNECTING, type HostConnection, type HostState } from './host-connection.ts';
import type { PlaceMemory, RememberedPlace } from './remembered-place.ts';

/** The browser may not be able to write down where the store is; then nothing is begun that could be forgotten. */
const REMEMBER_AGAIN_AFTER_MS = 1000;

type Engine = RememberedPlace['engine'];

/** At the first start: it is seen whether there is a host. */
interface Trial {
  /** Nobody need wait any longer: requests go to the host, whatever it answers. */
  isOver(): void;
  /** The same, and the host is let go. */
  end(): void;
}

export interface StoreConnectionOptions {
  readonly place: PlaceMemory;
  readonly native: HostConnection;
  /** Made when the store in the browser is first needed; not before, since it loads SQLite. */
  readonly embedded: () => HostConnection;
  readonly timers: Timers;
  /** Hears each change of the state, with the engine as soon as that is decided. */
  readonly onState: (state: HostState) => void;
  /** Another engine than before has the store. */
  readonly onSwitched: () => void;
}

/** The way to the store, whichever engine has it. */
export interface StoreConnection extends HostConnection {
  /** Resolves when it is known which engine has the store, as far as the host lets it be known. */
  decided(): Promise<void>;
  /** Undefined until that is decided. */
  engine(): Engine | undefined;
  /** Resolves with what was remembered of an earlier start, without looking for a host. */
  remembered(): Promise<RememberedPlace | undefined>;
  /** Takes what the connection of an engine tells of its state. */
  hearState(engine: Engine, state: HostState): void;
  /** Goes on in another place, which is remembered first. Errors: those of the browser's storage; nothing is changed then. */
  switchTo(place: RememberedPlace): Promise<void>;
}

/**
 * Decides once which engine has the store: the one remembered; at the first start ever, the host if it greets, else the browser.
 * A host that is there and cannot be talked to decides nothing but that the browser does not begin a store of its own. Nothing else
 * switches the engine by itself.
 */
export function createStoreConnection(options: StoreConnectionOptions): StoreConnection {
  const { place, native, embedded, timers, onState, onSwitched } = options;
  let current: { readonly engine: Engine; readonly connection: HostConnection } | undefined;
  let holds = 0;
  let release: (() => void) | undefined;
  let deciding: Promise<void> | undefined;
  let trial: Trial | undefined;
  let told: HostState = CONNECTING;

  function decide(): Promise<void> {
    deciding ??= look();
    return deciding;
  }

  async function look(): Promise<void> {
    const known = await place.read().catch(() => undefined);
    if (current) return;
    if (known) return use(known.engine);
    await new Promise<void>((resolve) => {
      let letGo = () => {};
      // Before the hold: a browser without a host may say so at once.
      trial = {
        end() {
          letGo();
          resolve();
        },
        isOver: resolve,
      };
      letGo = native.hold();
    });
  }

  /** At the first start: what the host, or its absence, says. */
  function judge(state: HostState): void {
    if (state.state === 'connecting') return;
    if (isAbsent(state)) return void begin();
    trial?.isOver();
    tell({ ...state, engine: 'native' });
    if (state.state === 'disconnected') return;
    // What is not remembered is found out again at the next start.
    place.write({ engine: 'native', ...NEVER_MOVED }).catch(() => {});
    endTrial('native');
  }

  async function begin(): Promise<void> {
    try {
      await place.write({ engine: 'embedded', ...NEVER_MOVED });
    } catch {
      timers.set(() => void (trial && begin()), REMEMBER_AGAIN_AFTER_MS);
      return;
    }
    if (trial) endTrial('embedded');
  }

  function endTrial(engine: Engine): void {
    const ended = trial;
    trial = undefined;
    use(engine);
    ended?.end();
  }

  /** Nobody needs the store any more: a host that ends as soon as it is started is not started again and again. */
  function giveUpTrial(): void {
    trial?.end();
    trial = undefined;
    deciding = undefined;
    told = CONNECTING;
  }

  function use(engine: Engine): void {
    const left = release;
    current = { engine, connection: engine === 'native' ? native : embedded() };
    release = holds > 0 ? current.connection.hold() : undefined;
    left?.();
    tell({ ...current.connection.state(), engine });
  }

  function tell(state: HostState): void {
    const isSame =
      told.state === state.state &&
      told.detail === state.detail &&
      told.progress === state.progress &&
      told.engine === state.engine;
    told = state;
    if (!isSame) onState(state);
  }

  return {
    async request(method, params, relay) {
      await decide();
      return (current?.connection ?? native).request(method, params, relay);
    },
    hold() {
      holds++;
      if (!current) void decide();
      else release ??= current.connection.hold();
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        holds--;
        if (holds > 0) return;
        if (trial) giveUpTrial();
        release?.();
        release = undefined;
      };
    },
    state: () => told,
    decided: decide,
    engine: () => current?.engine,
    remembered: () => place.read().catch(() => undefined),
    hearState(engine, state) {
      if (trial && engine === 'native') judge(state);
      else if (current?.engine === engine) tell({ ...state, engine });
    },
    async switchTo(next) {
      await place.write(next);
      if (current?.engine === next.engine) return;
      endTrial(next.engine);
      onSwitched();
    },
  };
}

const NEVER_MOVED = { movedAt: null, removedAfter: null };

/** The browser knows of no host for this extension. One that ends or is silent is there. */
function isAbsent({ state, detail }: HostState): boolean {
  return state === 'disconnected' && (detail === 'not-installed' || detail === 'forbidden');
}
