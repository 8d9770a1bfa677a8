import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { migrate } from '../../../lib/store/migrate.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { assertSound } from '../../support/assert-sound.ts';
import type { FileImages, Recording } from './disk-events.ts';
import { createSimulatedDisk } from './simulated-disk.ts';
import { layOut, readState, readStore, type StoreState } from './store-state.ts';

/** The states that a recording's store went through, none of them cut. */
export interface History {
  /** For every state, how many events had happened when it was last seen. */
  readonly lastSeen: ReadonlyMap<string, number>;
  readonly promises: readonly Promised[];
}

/** Something that a cut after these events cannot take back. */
export interface Promised {
  readonly afterEvents: number;
  /** The request that was acknowledged; undefined when a store was said to be ready. */
  readonly change: string | undefined;
}

/**
 * Opens the store of a recording whenever something was synced or said. Throws when an answer was said before what it
 * acknowledges was committed.
 */
export function readHistory(recording: Recording, home: string): History {
  const promises = promisesOf(recording);
  const promisedAt = new Map(promises.map((promise) => [promise.afterEvents, promise]));
  const disk = createSimulatedDisk(recording.initial);
  const lastSeen = new Map<string, number>();

  function see(afterEvents: number): StoreState {
    layOut(home, disk.current());
    const state = readStore(home);
    lastSeen.set(state.fingerprint, afterEvents);
    return state;
  }

  see(0);
  for (const [index, event] of recording.events.entries()) {
    disk.apply(event);
    if (event.kind !== 'sync' && event.kind !== 'say') continue;
    const { applied } = see(index + 1);
    const change = event.kind === 'say' ? promisedAt.get(index + 1)?.change : undefined;
    if (change === undefined || applied.has(change)) continue;
    throw new Error(`Event ${index} acknowledges ${change}, which the store does not have yet.`);
  }
  see(recording.events.length);
  return { lastSeen, promises };
}

/** Everything that was promised, in order. */
export function promisesOf({ events, acknowledgedBefore }: Recording): Promised[] {
  const promises: Promised[] = acknowledgedBefore.map((change) => ({ afterEvents: 0, change }));
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'say') continue;
    const change = acknowledgedBy(event.message);
    if (change !== undefined || isReady(event.message)) promises.push({ afterEvents: index + 1, change });
  }
  return promises;
}

/** What a state after a cut was found to be. */
export interface Verdict {
  readonly acknowledged: number;
  readonly lost: number;
  /** undefined when all is well. */
  readonly problem: string | undefined;
}

/** Looks at a state in its own way, laid out anew in `home`; throws what is wrong with it. */
export type FurtherLook = (home: string) => void;

export interface JudgeOptions {
  readonly home: string;
  readonly history: History;
  /** Instead of `migrate` and `assertSound`. */
  readonly furtherLook?: FurtherLook | undefined;
}

/** Judges what cuts left, each different state opened once. */
export interface Judge {
  /** Opens it as the host does, and holds it against what was promised before the cut. */
  judge(images: FileImages, afterEvents: number): Verdict;
  differentCount(): number;
}

interface Look {
  readonly found: StoreState | undefined;
  readonly problem: string | undefined;
}

export function createJudge({ home, history, furtherLook }: JudgeOptions): Judge {
  const identify = createIdentify();
  const looks = new Map<string, Look>();

  function look(images: FileImages): Look {
    let found: StoreState | undefined;
    try {
      layOut(home, images);
      found = furtherLook ? readStore(home) : openAndCheck(home);
      if (!furtherLook) return { found, problem: undefined };
      layOut(home, images);
      furtherLook(home);
      return { found, problem: undefined };
    } catch (error) {
      return { found, problem: messageOf(error) };
    }
  }

  return {
    judge(images, afterEvents) {
      const id = identify(images);
      const { found, problem } = looks.get(id) ?? look(images);
      looks.set(id, { found, problem });
      const promised = history.promises.filter((promise) => promise.afterEvents <= afterEvents);
      const acknowledged = promised.flatMap(({ change }) => change ?? []);
      const lost = acknowledged.filter((change) => !found?.applied.has(change)).length;
      return {
        acknowledged: acknowledged.length,
        lost,
        problem: problem ?? problemOf(history, found, promised.at(-1)?.afterEvents ?? 0, lost),
      };
    },
    differentCount: () => looks.size,
  };
}

/** A name for a set of files that only the same names and bytes have. Bytes that many states share are hashed once. */
function createIdentify(): (images: FileImages) => string {
  const known = new WeakMap<Buffer, string>();

  function hashOf(bytes: Buffer): string {
    const hash = known.get(bytes) ?? createHash('sha1').update(bytes).digest('base64');
    known.set(bytes, hash);
    return hash;
  }

  return (images) => JSON.stringify([...images].map(([path, bytes]) => [path, bytes && hashOf(bytes)]));
}

function openAndCheck(home: string): StoreState {
  const db = openDatabase(join(home, 'holdfast.db'));
  try {
    const state = readState(db);
    migrate(db);
    assertSound(db);
    return state;
  } finally {
    db.close();
  }
}

function problemOf(
  history: History,
  found: StoreState | undefined,
  promisedAt: number,
  lost: number,
): string | undefined {
  if (lost > 0) return `${lost} acknowledged changes are lost`;
  const lastSeen = found && history.lastSeen.get(found.fingerprint);
  // Also what is neither of two states: a message without its sums, a step half done, a change done twice.
  if (lastSeen === undefined) return 'the store never was in this state';
  return lastSeen < promisedAt ? 'the store went back behind what it had said' : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : String(error);
}

/** The change that a message of the host acknowledges. */
function acknowledgedBy(message: Readonly<Record<string, unknown>>): string | undefined {
  return typeof message['id'] === 'string' && 'result' in message ? message['id'] : undefined;
}

function isReady({ method, params }: Readonly<Record<string, unknown>>): boolean {
  return method === 'store/state' && (params as { state?: string }).state === 'ready';
}
