import { createModel, effect, signal } from '@preact/signals';
import { errorWords } from '../error-words.ts';
import { closeTorn } from './close-torn.ts';
import type { PanelShared } from './panel-model.ts';
import { createRecordingWriter, type RecordingWriter } from './recording-writer.ts';
import { watchSession } from './watch-session.ts';

const TICK_MS = 1000;

/** Those that nobody could have closed yet are among the newest. */
const LOOKED_AT = 200;

/** What this panel records. */
export interface RunningRecording {
  readonly id: string;
  readonly sessionId: string;
  readonly title: string;
  readonly startMs: number;
}

/** Records one session at a time, also while another one is shown. */
export const RecorderModel = createModel((shared: PanelShared) => {
  const { env, save, sessions, balance, notices, panelId } = shared;
  const { client, now, timers, newId } = env;
  const running = signal<RunningRecording | undefined>(undefined);
  const elapsedMs = signal(0);
  let writer: RecordingWriter | undefined;
  let unwatch = () => {};
  /** Recordings that the store does not take. */
  const gone = new Set<string>();

  effect(() => {
    if (!running.value) return undefined;
    const { startMs } = running.value;
    let timer: unknown;
    const tick = () => {
      elapsedMs.value = Math.max(0, now() - startMs);
      timer = timers.set(tick, TICK_MS);
    };
    tick();
    return () => timers.clear(timer);
  });
  // Nothing of it is kept any more: to go on would only pretend.
  effect(() => {
    const id = running.value?.id;
    for (const { change, status, error, requestId } of save.unsaved.value) {
      if (status !== 'failed' || !change.method.startsWith('recordings/') || !('id' in change.params)) continue;
      const code = error?.code ?? 'internal';
      const isUnknown = code === 'version-mismatch';
      // Nobody could do anything about these, nor about those that are on their way.
      const isLost = isUnknown || code === 'not-found';
      if (id !== undefined && change.params.id === id) {
        end(!isLost);
        if (isLost) gone.add(id);
        const why = isUnknown ? 'the host does not support recordings yet. Update the host' : errorWords(code).what;
        notices.show({ text: `Recording stopped: ${why}.` });
      }
      if (isLost && gone.has(String(change.params.id))) save.discard(requestId);
    }
  });
  effect(() => () => {
    unwatch();
    writer?.flush();
  });

  /** Begins to record a session. */
  async function start(sessionId: string, title: string): Promise<void> {
    const profileId = await shared.profileId().catch(() => null);
    if (running.peek()) return;
    const recording = { id: newId(), sessionId, title, startMs: now() };
    void closeLeft(profileId);
    save.submit({ method: 'recordings/start', params: { id: recording.id, sessionId, title, panelId, profileId } });
    const { note, ...rest } = createRecordingWriter(env, save, recording);
    writer = { note, ...rest };
    running.value = recording;
    unwatch = watchSession({ env, save, balance, sessionId, tell: note });
  }

  /** Ends the recording, and returns it; undefined: nothing was recorded. */
  function stop(): RunningRecording | undefined {
    const recording = running.peek();
    if (!recording) return undefined;
    end();
    const durationMs = Math.max(0, now() - recording.startMs);
    save.submit({ method: 'recordings/stop', params: { id: recording.id, durationMs } });
    return recording;
  }

  function end(isKept = true): void {
    unwatch();
    if (isKept) writer?.flush();
    else writer?.drop();
    writer = undefined;
    unwatch = () => {};
    running.value = undefined;
  }

  async function closeLeft(profileId: string | null): Promise<void> {
    try {
      const { recordings } = await client.call('recordings/list', { limit: LOOKED_AT });
      await closeTorn(env, save, recordings, profileId);
    } catch {
      // Whoever looks at the recordings next does it.
    }
  }

  /** Records the session that is shown, or ends what is recorded. */
  function startCurrent(): void {
    const id = sessions.currentId.peek();
    if (id !== null) void start(id, sessions.title.peek());
  }

  return { running, elapsedMs, start, startCurrent, stop };
});
export type RecorderModel = InstanceType<typeof RecorderModel>;
