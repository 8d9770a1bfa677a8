import { batch, computed, createModel, effect, signal, untracked } from '@preact/signals';
import type { Snapshot, SnapshotChange, SnapshotMark } from '../../../lib/protocol/snapshot-shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import { createSnapshotDetails } from './snapshot-details.ts';
import { panelNow, type SnapshotPanel } from './take-snapshot.ts';

const HOUR_MS = 3_600_000;

/** How far back the line goes; null = to the first snapshot. */
export const TIMELINE_RANGES = { '1h': HOUR_MS, '6h': 6 * HOUR_MS, '24h': 24 * HOUR_MS, all: null } as const;
export type TimelineRange = keyof typeof TIMELINE_RANGES;

/** Several changes in a row are read once. */
const READ_AGAIN_MS = 150;

/** Whoever holds an arrow key passes over snapshots: those are not compared. */
const COMPARE_AFTER_MS = 80;

/** What is read of the line: snapshots newest first, and the time it covers, ms since 1970. */
export interface Timeline {
  readonly marks: readonly SnapshotMark[];
  /** There are older ones, beyond what one answer has. */
  readonly isPartial: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Two moments side by side; `other` undefined = now. The older one is the one that changes are counted from. */
export interface Comparison {
  readonly changes: readonly SnapshotChange[];
  readonly isSameSession: boolean;
}

/** The snapshots of a range in time, one of them chosen, and what is different since. */
export const TimelineModel = createModel((panel: SnapshotPanel) => {
  const { env, connection, sessions } = panel;
  const { client, timers, now } = env;
  const range = signal<TimelineRange>('24h');
  const scope = signal<'all' | 'session'>('all');
  const line = signal<Remote<Timeline>>(LOADING);
  const chosenId = signal<string | undefined>(undefined);
  /** What the chosen one is compared with; undefined = now. */
  const other = signal<Snapshot | undefined>(undefined);
  const comparison = signal<Remote<Comparison>>(LOADING);
  /** Deleted here, as long as a reading still has them. */
  const gone = signal<ReadonlySet<string>>(new Set());
  const details = createSnapshotDetails(client);
  /** To be chosen as soon as it is among those that are read. */
  let awaited: string | undefined;
  /** Each reading of a kind makes earlier ones stale. */
  let reading = 0;
  let comparing = 0;

  const marks = computed(() =>
    line.value.state === 'ready' ? line.value.value.marks.filter(({ id }) => !gone.value.has(id)) : [],
  );
  /** Newest first; -1 = none is chosen. */
  const chosenIndex = computed(() => marks.value.findIndex(({ id }) => id === chosenId.value));
  const chosen = computed(() => details.found.value.get(chosenId.value ?? ''));
  const sessionId = computed(() => (scope.value === 'session' ? sessions.currentId.value : undefined));

  effect(() => {
    range.value;
    sessionId.value;
    if (!connection.isReady.value) return;
    untracked(() => {
      void read();
      void compare();
    });
  });
  effect(() => {
    let timer: unknown;
    const stop = client.on('changed', ({ tables }) => {
      if (tables !== null && !tables.includes('snapshots') && !tables.includes('sessions')) return;
      const isOurs = tables === null || tables.includes('snapshots');
      timers.clear(timer);
      timer = timers.set(() => (isOurs ? void readAgain() : void compare()), READ_AGAIN_MS);
    });
    return () => {
      stop();
      timers.clear(timer);
    };
  });
  // One that is deleted or out of range leaves the choice to the newest.
  effect(() => {
    const [newest] = marks.value;
    if (newest && chosenIndex.value < 0) chosenId.value = newest.id;
  });
  effect(() => {
    const mark = marks.value[chosenIndex.value];
    if (mark) untracked(() => want([mark]));
  });
  effect(() => {
    chosenId.value;
    other.value;
    comparison.value = LOADING;
    const timer = timers.set(() => void compare(), COMPARE_AFTER_MS);
    return () => timers.clear(timer);
  });

  async function read(): Promise<void> {
    reading += 1;
    const turn = reading;
    const id = sessionId.peek();
    // The new session has none: they are of sessions.
    if (id === null) {
      line.value = ready({ marks: [], isPartial: false, fromMs: now(), toMs: now() });
      return;
    }
    if (line.peek().state === 'failed') line.value = LOADING;
    const spanMs = TIMELINE_RANGES[range.peek()];
    const nowMs = now();
    const from = spanMs === null ? undefined : formatTimestamp(nowMs - spanMs);
    try {
      const found = await client.call('snapshots/marks', { ...(id && { sessionId: id }), ...(from && { from }) });
      if (turn !== reading) return;
      const moments = found.marks.map(({ timestamp }) => Date.parse(timestamp)).filter((ms) => !Number.isNaN(ms));
      // A clock that was wrong leaves snapshots of times to come.
      const toMs = Math.max(nowMs, moments[0] ?? nowMs);
      const fromMs = spanMs === null ? (moments.at(-1) ?? nowMs) : nowMs - spanMs;
      batch(() => {
        line.value = ready({ ...found, fromMs, toMs });
        gone.value = new Set(found.marks.map(({ id }) => id).filter((id) => gone.peek().has(id)));
        if (awaited === undefined || !found.marks.some((mark) => mark.id === awaited)) return;
        chosenId.value = awaited;
        awaited = undefined;
      });
    } catch (error) {
      if (turn === reading && line.peek().state !== 'ready') line.value = failed(error);
    }
  }

  async function readAgain(): Promise<void> {
    if (!connection.isReady.peek()) return;
    details.forget();
    await read();
    await compare();
  }

  async function compare(): Promise<void> {
    comparing += 1;
    const turn = comparing;
    const id = chosenId.peek();
    if (id === undefined || !connection.isReady.peek()) return;
    const second = other.peek();
    const isLater = second !== undefined && timeOf(second.id) > timeOf(id);
    const [from, to] = second === undefined ? [id, 'now'] : isLater ? [id, second.id] : [second.id, id];
    const ui = second === undefined ? uiNow() : undefined;
    try {
      const found = await client.call('snapshots/compare', { from, to, ...(ui && { ui }) });
      if (turn === comparing) comparison.value = ready(found);
    } catch (error) {
      if (turn === comparing) comparison.value = failed(error);
    }
  }

  /** The text of the field is newer than what the store has of it. */
  function uiNow(): Record<string, unknown> | undefined {
    if (chosen.peek()?.sessionId !== sessions.currentId.peek()) return undefined;
    const { draft, session } = panelNow(panel);
    return { draft, session };
  }

  function timeOf(id: string): string {
    return marks.peek().find((mark) => mark.id === id)?.timestamp ?? details.found.peek().get(id)?.timestamp ?? '';
  }

  /** Reads what is to be told of those, which are next to each other. */
  function want(some: readonly SnapshotMark[]): void {
    void details.want(some, sessionId.peek());
  }

  /** Chooses by place: 0 is the newest, beyond the ends the last one there. */
  function chooseAt(index: number): void {
    const all = marks.peek();
    const mark = all[Math.min(Math.max(index, 0), all.length - 1)];
    if (mark) chosenId.value = mark.id;
  }

  /** One that is not read yet is chosen when it is. */
  function choose(id: string): void {
    if (gone.peek().has(id)) gone.value = new Set([...gone.peek()].filter((other) => other !== id));
    awaited = marks.peek().some((mark) => mark.id === id) ? undefined : id;
    if (awaited === undefined) chosenId.value = id;
    else void read();
  }

  /** From now on what is chosen is compared with the one that is chosen at the moment; a second time, with now again. */
  function toggleOther(): void {
    other.value = other.peek() === undefined ? chosen.peek() : undefined;
  }

  function drop(id: string): void {
    const index = chosenIndex.peek();
    const next = marks.peek()[index + 1] ?? marks.peek()[index - 1];
    if (id === chosenId.peek()) chosenId.value = next?.id;
    if (other.peek()?.id === id) other.value = undefined;
    gone.value = new Set([...gone.peek(), id]);
  }

  /** Shows a change before the store has it. */
  function put(snapshot: Snapshot): void {
    details.put(snapshot);
    const now = line.peek();
    if (now.state !== 'ready') return;
    const all = now.value.marks.map((mark) =>
      mark.id === snapshot.id ? { ...mark, starred: snapshot.starred } : mark,
    );
    line.value = ready({ ...now.value, marks: all });
  }

  function retry(): void {
    line.value = LOADING;
    void read();
  }

  return {
    ...{ range, scope, line, marks, chosenIndex, chosenId, chosen, other, comparison, found: details.found },
    ...{ choose, chooseAt, toggleOther, drop, put, read, retry, compare, want },
  };
});
export type TimelineModel = InstanceType<typeof TimelineModel>;
