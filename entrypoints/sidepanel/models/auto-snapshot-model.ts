import { createModel, effect, untracked } from '@preact/signals';
import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { type SnapshotPanel, snapshotOfNow } from './take-snapshot.ts';

const MINUTE_MS = 60_000;

/** Between two snapshots that are made by themselves, whatever happens. */
const APART_MS = MINUTE_MS;

/** Somebody who works for so long without a snapshot gets one. */
const ACTIVITY_MINUTES = 5;

/** Replies of a session that are worth one. */
const REPLIES = 5;

type Trigger = Snapshot['trigger'];

/**
 * Takes snapshots by itself: when a session was made, after every five replies, after five minutes of work, when the balance
 * becomes low, when a proof changed, and before a session goes to the trash. At most one in a minute, over all panels, and only if
 * something changed since the last one. Nobody waits for them: what cannot be taken at once is left.
 */
export const AutoSnapshotModel = createModel((panel: SnapshotPanel) => {
  const { env, connection, save, sessions, drafts, balance, lowBalance } = panel;
  const { client, timers, now } = env;
  /** How each session was when this panel last kept it. */
  const kept = new Map<string | null, string>();
  const replyCounts = new Map<string, number>();
  let lastAtMs = Number.NEGATIVE_INFINITY;
  /** Until a minute has passed. */
  let waiting: unknown;
  let isTaking = false;
  let activity: unknown;
  /** Counts changes of files and proofs. */
  let work = 0;

  effect(() => () => {
    timers.clear(waiting);
    timers.clear(activity);
  });

  // A session that was made by this panel, and one that is about to go: it is still shown while its change is on the way, and the
  // trash takes nothing of it.
  let births: ReadonlySet<string> = new Set();
  const removals = new Set<string>();
  effect(() => {
    const changes = save.unsaved.value.map(({ requestId, change }) => ({ requestId, ...change }));
    const born = new Set(changes.flatMap((c) => (c.method === 'sessions/create' ? c.params.id : [])));
    const saved = [...births].filter((id) => !born.has(id));
    births = born;
    untracked(() => {
      const id = sessions.currentId.peek();
      if (id !== null && saved.includes(id) && sessions.current.peek()) want({ type: 'session_created' });
      for (const change of changes) {
        if (change.method !== 'sessions/delete' || removals.has(change.requestId)) continue;
        removals.add(change.requestId);
        // For ever, its snapshots go with it.
        if (change.params.id === id && !change.params.forever) takeAtOnce({ type: 'before_delete' });
      }
    });
  });

  effect(() =>
    client.on('chat/done', ({ reply }) => {
      if (reply.sessionId !== sessions.currentId.peek() || reply.status !== 'complete') return;
      noteActivity();
      const count = (replyCounts.get(reply.sessionId) ?? 0) + 1;
      replyCounts.set(reply.sessionId, count);
      if (count >= REPLIES) want({ type: 'replies', count });
    }),
  );

  // A text that is read or that another session has is no work.
  let written: { readonly id: string | null; readonly text: string } | undefined;
  effect(() => {
    const draft = drafts.draft.value;
    const id = sessions.currentId.value;
    const before = written;
    written = draft.state === 'ready' ? { id, text: draft.text } : undefined;
    if (before && written && before.id === id && before.text !== written.text) untracked(noteActivity);
  });

  let wasLow: boolean | undefined;
  effect(() => {
    const isLow = balance.balance.value === undefined ? undefined : lowBalance.isBelow.value;
    const becameLow = wasLow === false && isLow === true;
    wasLow = isLow;
    if (becameLow) untracked(() => want({ type: 'balance_low', usd: balance.balance.peek()?.now.usd ?? null }));
  });

  effect(() =>
    client.on('changed', ({ tables, sessionIds }) => {
      if (!tables?.some((table) => table === 'proofs' || table === 'file_changes')) return;
      work += 1;
      const id = sessions.currentId.peek();
      const isHere = id !== null && (sessionIds === null || sessionIds.includes(id));
      if (isHere && tables.includes('proofs')) want({ type: 'proof_changed' });
    }),
  );

  function noteActivity(): void {
    activity ??= timers.set(() => {
      activity = undefined;
      want({ type: 'interval', minutes: ACTIVITY_MINUTES });
    }, ACTIVITY_MINUTES * MINUTE_MS);
  }

  /** Takes one as soon as a minute has passed since the last, if the session is shown then; the newest reason counts. */
  function want(trigger: Trigger, sessionId: string | null = sessions.currentId.peek()): void {
    timers.clear(waiting);
    if (sessions.currentId.peek() !== sessionId) return;
    const waitMs = lastAtMs + APART_MS - now();
    if (waitMs <= 0 && !isTaking) void take(trigger, sessionId);
    else waiting = timers.set(() => want(trigger, sessionId), Math.max(waitMs, 1));
  }

  async function take(trigger: Trigger, sessionId: string | null): Promise<void> {
    if (!connection.isReady.peek() || !hasChanged()) return;
    isTaking = true;
    const lately = formatTimestamp(now() - APART_MS + 1);
    // Nothing waits for one that fails, and the next reason comes.
    const found = await client.call('snapshots/list', { type: 'auto', from: lately, limit: 1 }).catch(() => undefined);
    isTaking = false;
    const other = found?.snapshots[0];
    if (other) lastAtMs = Math.min(Date.parse(other.timestamp), now());
    if (other) want(trigger, sessionId);
    // Somebody may have gone elsewhere meanwhile.
    else if (found && sessions.currentId.peek() === sessionId && hasChanged()) submit('auto', trigger);
  }

  /** Before something goes there is no time to look around; it is of the system's making and not held to a minute. */
  function takeAtOnce(trigger: Trigger): void {
    if (connection.isReady.peek() && hasChanged()) submit('system', trigger);
  }

  function submit(type: Snapshot['type'], trigger: Trigger): void {
    const id = sessions.currentId.peek();
    kept.set(id, fingerprint());
    if (id !== null) replyCounts.delete(id);
    if (type === 'auto') lastAtMs = now();
    save.submit({ method: 'snapshots/create', params: snapshotOfNow(panel, { type, trigger }) });
  }

  function hasChanged(): boolean {
    const id = sessions.currentId.peek();
    const isEmpty = id === null && textNow() === '';
    return !isEmpty && kept.get(id) !== fingerprint();
  }

  function fingerprint(): string {
    const { title, model, messageCount, promptTokens, completionTokens, cost } = sessions.current.peek() ?? {};
    const usd = balance.balance.peek()?.now.usd;
    return JSON.stringify([title, model, messageCount, promptTokens, completionTokens, cost, textNow(), usd, work]);
  }

  function textNow(): string {
    const draft = drafts.draft.peek();
    return draft.state === 'ready' ? draft.text : '';
  }

  return {};
});
export type AutoSnapshotModel = InstanceType<typeof AutoSnapshotModel>;
