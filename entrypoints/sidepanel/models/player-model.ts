import { batch, computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { NOTHING_PLAYED } from '../../../lib/playback/apply-event.ts';
import { playAt } from '../../../lib/playback/play-at.ts';
import { afterGap, type Jump, jumpFrom } from '../../../lib/playback/playhead.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import type { PlayedState, RecordingMarker } from '../../../lib/protocol/recording-shapes.ts';
import type { Environment } from './environment.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import type { SaveModel } from './save-model.ts';

/** How fast a recording can be played. */
export const SPEEDS: readonly number[] = [0.5, 1, 1.5, 2, 4];

/** Smooth enough for text that grows. */
const TICK_MS = 50;

/** What is read at a time, from the keyframe before where one looks. */
const WINDOW_MS = 60_000;

/** While it is still recorded, how long it is is asked again this often. */
const READ_AGAIN_MS = 2000;

type Page = Result<'recordings/events'>;

interface PlayerOptions {
  readonly env: Environment;
  readonly save: Pick<SaveModel, 'submit'>;
  readonly isReady: ReadonlySignal<boolean>;
  readonly id: string;
}

/** Plays one recording: at any time it shows what a replay from the beginning would. */
export const PlayerModel = createModel(({ env, save, isReady, id }: PlayerOptions) => {
  const { client, timers, now } = env;
  const facts = signal<Remote<Result<'recordings/get'>>>(LOADING);
  const page = signal<Page | undefined>(undefined);
  const pageFailure = signal<unknown>(undefined);
  const positionMs = signal(0);
  const isPlaying = signal(false);
  const speed = signal<number>(1);
  const skipsGaps = signal(true);
  let anchor = { atMs: 0, nowMs: 0 };
  let latest = 0;
  let isReading = false;
  let tickTimer: unknown;
  let rereadTimer: unknown;
  let lastShown: PlayedState = NOTHING_PLAYED;

  const recording = computed(() => (facts.value.state === 'ready' ? facts.value.value.recording : undefined));
  const durationMs = computed(() => recording.value?.durationMs ?? 0);
  /** What one can jump to. */
  const places = computed(() => {
    if (facts.value.state !== 'ready') return undefined;
    const { marks, recording: row } = facts.value.value;
    return { marks, markers: row.markers, durationMs: row.durationMs };
  });
  /** What is shown; until the part of the recording is there, what was shown before. */
  const shown = computed(() => {
    const here = page.value;
    const ms = positionMs.value;
    if (here && covers(here, ms)) lastShown = playAt(here.keyframe, here.events, ms);
    return lastShown;
  });

  effect(() => {
    if (isReady.value) untracked(() => void readFacts());
  });
  effect(() => {
    const stop = client.on('changed', ({ tables }) => {
      if (tables !== null && !tables.includes('recordings')) return;
      if (recording.peek()?.state === 'running') rereadTimer ??= timers.set(() => void readFacts(), READ_AGAIN_MS);
    });
    return () => {
      stop();
      timers.clear(tickTimer);
      timers.clear(rereadTimer);
    };
  });

  async function readFacts(): Promise<void> {
    timers.clear(rereadTimer);
    rereadTimer = undefined;
    try {
      const found = await client.call('recordings/get', { id });
      const isFirst = facts.peek().state !== 'ready';
      facts.value = ready(found);
      if (isFirst) seek(0);
    } catch (error) {
      if (facts.peek().state !== 'ready') facts.value = failed(error);
    }
  }

  /** Begins anew, after a failure. */
  function again(): void {
    facts.value = LOADING;
    void readFacts();
  }

  function covers({ keyframe, untilMs }: Page, ms: number): boolean {
    return ms >= (keyframe?.atMs ?? 0) && ms <= untilMs;
  }

  async function readPage(ms: number): Promise<void> {
    const own = ++latest;
    const endMs = durationMs.peek();
    isReading = true;
    try {
      const found = await client.call('recordings/events', { id, fromMs: ms, toMs: ms + WINDOW_MS });
      if (own !== latest) return;
      // Of one that runs, what comes after its end so far is not known yet.
      const isOver = recording.peek()?.state !== 'running';
      batch(() => {
        page.value = isOver ? found : { ...found, untilMs: Math.min(found.untilMs, Math.max(endMs, ms)) };
        pageFailure.value = undefined;
      });
    } catch (error) {
      if (own !== latest) return;
      batch(() => {
        pageFailure.value = error;
        pause();
      });
    } finally {
      if (own === latest) {
        isReading = false;
        setAnchor();
      }
    }
  }

  function setAnchor(): void {
    anchor = { atMs: positionMs.peek(), nowMs: now() };
  }

  /** Goes to a time, without playing or stopping for it. */
  function seek(ms: number): void {
    positionMs.value = Math.min(Math.max(0, ms), durationMs.peek());
    setAnchor();
    const here = page.peek();
    if (!here || !covers(here, positionMs.peek())) void readPage(positionMs.peek());
  }

  /** Plays on, from the beginning when it is at its end. */
  function play(): void {
    if (facts.peek().state !== 'ready' || isPlaying.peek()) return;
    if (positionMs.peek() >= durationMs.peek()) seek(0);
    isPlaying.value = true;
    setAnchor();
    tickTimer = timers.set(tick, TICK_MS);
  }

  function pause(): void {
    timers.clear(tickTimer);
    isPlaying.value = false;
  }

  function toggle(): void {
    if (isPlaying.peek()) pause();
    else play();
  }

  function tick(): void {
    tickTimer = timers.set(tick, TICK_MS);
    // Time stands still until what is to be shown is there.
    if (isReading) return;
    const passedMs = Math.max(0, now() - anchor.nowMs) * speed.peek();
    const state = facts.peek();
    const gaps = skipsGaps.peek() && state.state === 'ready' ? state.value.gaps : [];
    const ms = afterGap(gaps, anchor.atMs + passedMs);
    seek(ms);
    if (ms >= durationMs.peek() && recording.peek()?.state !== 'running') pause();
  }

  function setSpeed(next: number): void {
    setAnchor();
    speed.value = next;
  }

  /** One step faster or slower. */
  function changeSpeed(step: 1 | -1): void {
    const next = SPEEDS[SPEEDS.indexOf(speed.peek()) + step];
    if (next !== undefined) setSpeed(next);
  }

  /** To the one before or after where it is; to the beginning or the end when there is none. */
  function jump(kind: Jump, step: 1 | -1): void {
    const known = places.peek();
    if (known) seek(jumpFrom(known, kind, step, positionMs.peek()));
  }

  function setMarkers(markers: RecordingMarker[]): void {
    const take = ({ recording: row }: { recording: Result<'recordings/get'>['recording'] }) => {
      const state = facts.peek();
      if (state.state === 'ready') facts.value = ready({ ...state.value, recording: row });
    };
    const row = recording.peek();
    // Shown at once; the store's row is the same but for what others changed.
    if (row) take({ recording: { ...row, markers } });
    save.submit({ method: 'recordings/update', params: { id, markers }, onSaved: take });
  }

  /** Marks where it is. */
  function addMarker(): void {
    const markers = recording.peek()?.markers ?? [];
    const atMs = Math.round(positionMs.peek());
    if (markers.some((marker) => marker.atMs === atMs)) return;
    setMarkers([...markers, { atMs, label: '' }].sort((a, b) => a.atMs - b.atMs));
  }

  function renameMarker(atMs: number, label: string): void {
    const markers = recording.peek()?.markers ?? [];
    setMarkers(markers.map((marker) => (marker.atMs === atMs ? { atMs, label: label.trim() } : marker)));
  }

  function removeMarker(atMs: number): void {
    setMarkers((recording.peek()?.markers ?? []).filter((marker) => marker.atMs !== atMs));
  }

  return {
    ...{ facts, recording, durationMs, places, positionMs, isPlaying, speed, skipsGaps, shown, pageFailure },
    ...{ again, seek, play, pause, toggle, setSpeed, changeSpeed, jump, addMarker, renameMarker, removeMarker },
  };
});
export type PlayerModel = InstanceType<typeof PlayerModel>;
