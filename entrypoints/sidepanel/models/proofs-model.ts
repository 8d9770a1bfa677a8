import { computed, createModel, type ReadonlySignal } from '@preact/signals';
import { type Diagnostic, readDiagnostics } from '../../../lib/proofs/diagnostic.ts';
import { type Goal, readGoals } from '../../../lib/proofs/goal.ts';
import type { Proof } from '../../../lib/protocol/work-shapes.ts';
import type { Environment } from './environment.ts';
import { createSessionReading } from './session-reading.ts';

/** What Lean said of a place at a moment, read. */
export interface ProofState extends Omit<Proof, 'goals' | 'diagnostics'> {
  readonly goals: readonly Goal[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A place in a file, with everything that Lean said of it, newest first. */
export interface ProofPlace {
  readonly key: string;
  readonly line: number | null;
  readonly columnNumber: number | null;
  readonly states: readonly [ProofState, ...ProofState[]];
}

/** A file, with the places of which Lean said something. */
export interface ProofFile {
  readonly file: string;
  readonly places: readonly ProofPlace[];
}

/** A moment at which a goal was seen. */
export interface GoalMoment {
  readonly id: string;
  readonly createdAt: string;
  readonly line: number | null;
  readonly isDone: boolean;
}

interface ProofsOptions {
  readonly env: Environment;
  readonly isReady: ReadonlySignal<boolean>;
  readonly sessionId: ReadonlySignal<string | null>;
}

/** What Lean said of proofs in the session on the screen. */
export const ProofsModel = createModel(({ env, isReady, sessionId }: ProofsOptions) => {
  const { rows, again } = createSessionReading<Proof>({
    ...{ env, isReady, sessionId, table: 'proofs' },
    async readPage(wanted) {
      const page = await env.client.call('proofs/list', wanted);
      return { rows: page.proofs, nextCursor: page.nextCursor };
    },
  });
  const states = computed(() => (rows.value.state === 'ready' ? rows.value.value.map(readProof) : []));
  const files = computed(() => byFile(states.value));
  const histories = computed(() => goalHistories(states.value));
  return { rows, files, histories, again };
});

function readProof({ goals, diagnostics, ...proof }: Proof): ProofState {
  return { ...proof, goals: readGoals(goals), diagnostics: readDiagnostics(diagnostics) };
}

/** Files by name, and in each its places in order; what is of a whole file comes first. */
export function byFile(states: readonly ProofState[]): ProofFile[] {
  return [...Map.groupBy(states, ({ file }) => file)]
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([file, all]) => ({ file, places: placesIn(all) }));
}

function placesIn(states: readonly ProofState[]): ProofPlace[] {
  const groups = Map.groupBy(states, ({ line, columnNumber }) => `${line ?? ''}:${columnNumber ?? ''}`);
  return [...groups]
    .flatMap(([key, all]): ProofPlace[] => {
      const [newest, ...earlier] = all.toReversed();
      if (!newest) return [];
      return [{ key, line: newest.line, columnNumber: newest.columnNumber, states: [newest, ...earlier] }];
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.columnNumber ?? 0) - (b.columnNumber ?? 0));
}

/** What tells a goal from others while the lines above it move: its file and what is to be proved. */
export function goalKey(file: string, target: string): string {
  return `${file}\n${target}`;
}

/** When each goal was seen, oldest first. */
export function goalHistories(states: readonly ProofState[]): ReadonlyMap<string, readonly GoalMoment[]> {
  const histories = new Map<string, GoalMoment[]>();
  for (const { id, file, line, createdAt, goals } of states) {
    for (const { target, isDone } of goals) {
      const key = goalKey(file, target);
      const moments = histories.get(key) ?? [];
      histories.set(key, moments);
      moments.push({ id, createdAt, line, isDone });
    }
  }
  return histories;
}
