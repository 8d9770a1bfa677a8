import { type ReadonlySignal, signal } from '@preact/signals';
import type { AppError } from '../../../lib/protocol/errors.ts';
import type { CommandName, Params, ReadName, Result } from '../../../lib/protocol/methods.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import { asAppError } from '../../sidepanel/models/remote.ts';

/** Work on a store of years takes minutes, and tells how far it is; what is silent for longer is told to stop. */
const WORK_TIMEOUT_MS = 10 * 60_000;

/** How far something is that takes a while. `progress` 0 to 1 and `step` in words, where the host tells. */
export type WorkState<T> =
  | { readonly state: 'idle' }
  | Running
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AppError };

interface Running {
  readonly state: 'running';
  readonly progress: number | undefined;
  readonly step: string | undefined;
  /** It was told to stop, and has not said yet what became of it. */
  readonly isStopping?: true;
}

interface WorkOptions<T> {
  /** What belongs to it, on this side. */
  readonly finish?: (result: T) => Promise<void>;
  /** Whether it may be done before it hears that it is to stop: then its own word counts. Default: it is stopped at once. */
  readonly awaitsEnd?: boolean;
}

export interface Work<M extends ReadName | CommandName> {
  readonly state: ReadonlySignal<WorkState<Result<M>>>;
  /** Begins, unless it is under way. What came of it, or undefined when it failed or was stopped: `state` says why. */
  run(params: Params<M>): Promise<Result<M> | undefined>;
  stop(): void;
  /** What came of it is nobody's concern any more. */
  forget(): void;
}

/** Something that takes a while, whoever does it. */
export interface Run<T> {
  readonly state: ReadonlySignal<WorkState<T>>;
  /**
   * Begins, unless it is under way: `work` is told when to stop and says how far it is. What came of it, or undefined when it
   * failed or was stopped: `state` says why.
   */
  start(work: (signal: AbortSignal, tell: (running: Running) => void) => Promise<T>): Promise<T | undefined>;
  isUnderWay(): boolean;
  stop(): void;
  /** What came of it is nobody's concern any more. */
  forget(): void;
}

export function createRun<T>(): Run<T> {
  const state = signal<WorkState<T>>(IDLE);
  let controller: AbortController | undefined;

  function tell(running: Running): void {
    state.value = controller?.signal.aborted ? { ...running, isStopping: true } : running;
  }

  return {
    state,
    async start(work) {
      if (controller) return undefined;
      controller = new AbortController();
      tell({ state: 'running', progress: undefined, step: undefined });
      try {
        const value = await work(controller.signal, tell);
        state.value = { state: 'done', value };
        return value;
      } catch (error) {
        state.value = { state: 'failed', error: asAppError(error) };
        return undefined;
      } finally {
        controller = undefined;
      }
    },
    isUnderWay: () => controller !== undefined,
    stop() {
      controller?.abort();
      const now = state.peek();
      if (now.state === 'running') tell(now);
    },
    forget() {
      if (!controller) state.value = IDLE;
    },
  };
}

/** One method of the host that takes a while, tells how far it is and can be stopped. */
export function createWork<M extends ReadName | CommandName>(
  client: Client,
  method: M,
  { finish = async () => {}, awaitsEnd = false }: WorkOptions<Result<M>> = {},
): Work<M> {
  const { state, start, stop, forget } = createRun<Result<M>>();
  return {
    ...{ state, stop, forget },
    run: (params) =>
      start(async (isStopped, tell) => {
        const result = await client.call(method, params, {
          timeoutMs: WORK_TIMEOUT_MS,
          ...{ signal: isStopped, awaitsEnd },
          onProgress: (told) => tell(toRunning(told)),
        });
        await finish(result);
        return result;
      }),
  };
}

const IDLE = { state: 'idle' } as const;

function toRunning(told: unknown): Running {
  const { progress, step } = (told ?? {}) as { progress?: unknown; step?: unknown };
  return {
    state: 'running',
    progress: typeof progress === 'number' ? progress : undefined,
    step: typeof step === 'string' ? step : undefined,
  };
}
