import { AppError } from '../../../lib/protocol/errors.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { createFakeClock, settle } from '../../support/fake-clock.ts';
import { type AskedReply, createFakeProvider } from '../../support/fake-provider.ts';
import { claimIn, wireHandlers } from '../../support/wire-handlers.ts';

/** What becomes of the host that is sent a change. */
export type Fate = 'lives' | 'crashes before the commit' | 'crashes after the commit';

/** What a client hears: an answer, the code of an error, or nothing. */
export type Heard = { readonly result: unknown } | { readonly code: string | number } | 'nothing';

/** A host in this process, real but for its clock and its model server, that can be gone from one moment to the next. */
export interface CrashingHost {
  readonly db: SqlDatabase;
  request(method: string, params: object, fate?: Fate): Promise<Heard>;
  /** Replies that this host makes; newest last. */
  readonly asked: readonly AskedReply[];
  passTime(ms: number): Promise<void>;
  interruptOrphans(): void;
  /** Nothing is finished, nothing is said: its replies are free for others, its memory is lost. */
  crash(): void;
}

interface HostOptions {
  readonly path: string;
  readonly now: () => number;
  /** Which replies living hosts make. */
  readonly claims: Set<string>;
  /** Called for what no host should meet. */
  readonly report: (error: unknown) => void;
}

const NO_CONTEXT = { signal: new AbortController().signal, progress: () => {} };

export function openCrashingHost({ path, now, claims, report }: HostOptions): CrashingHost {
  const opened = openDatabase(path);
  // These crashes take a process, never the power: what was handed to the system is safe.
  opened.exec('PRAGMA synchronous = OFF');
  const { timers, advance } = createFakeClock();
  const provider = createFakeProvider();
  const own = new Set<string>();
  let fate: Fate = 'lives';
  let isCrashing = false;
  let isGone = false;

  const db: SqlDatabase = {
    ...opened,
    transaction(work) {
      const result = opened.transaction(() => {
        const done = work();
        if (fate === 'crashes before the commit') die();
        return done;
      });
      if (fate === 'crashes after the commit') die();
      return result;
    },
  };

  /** Whatever runs on from here cannot write, and its answer is not heard. */
  function die(): never {
    isCrashing = true;
    throw new Error('The host has crashed.');
  }

  function claim(replyId: string): (() => void) | undefined {
    const release = claimIn(claims, replyId);
    if (!release) return undefined;
    own.add(replyId);
    return () => {
      // A crashed host has nothing to release: the reply may be another's by now.
      if (own.delete(replyId)) release();
    };
  }

  const { dispatch, replies } = wireHandlers({
    ...{ db, provider, now, timers, claim },
    announce: () => {},
    report(error) {
      if (!isCrashing) report(error);
      return 'ref';
    },
  });

  function crash(): void {
    if (isGone) return;
    isGone = true;
    for (const replyId of own) claims.delete(replyId);
    own.clear();
    opened.close();
  }

  return {
    db,
    asked: provider.asked,
    async request(method, params, itsFate = 'lives') {
      fate = itsFate;
      const heard = await dispatch(method, params, NO_CONTEXT).then(
        (result): Heard => ({ result: JSON.parse(JSON.stringify(result)) }),
        (error: unknown): Heard => ({ code: codeOf(error) }),
      );
      fate = 'lives';
      if (isCrashing) {
        crash();
        return 'nothing';
      }
      await settle();
      return heard;
    },
    passTime: advance,
    interruptOrphans: () => void replies.interruptOrphans(),
    crash,
  };
}

function codeOf(error: unknown): string | number {
  if (error instanceof AppError || error instanceof RpcError) return error.code;
  throw error;
}
