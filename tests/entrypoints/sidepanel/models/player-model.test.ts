import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlayerModel } from '../../../../entrypoints/sidepanel/models/player-model.ts';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { keyframeAt, makeKeyframes } from '../../../../lib/playback/keyframes.ts';
import { outlineOf } from '../../../../lib/playback/outline.ts';
import { playAt } from '../../../../lib/playback/play-at.ts';
import { readEvents } from '../../../../lib/playback/recorded-events.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeClient } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';
import { recordingRow } from '../../../support/recording-row.ts';

/** A question, a reply that grows every second, a break of a minute, and the same again. */
const EVENTS = readEvents(
  [0, 90_000].flatMap((fromMs, round) => [
    { atMs: fromMs + 500, type: 'message.user', data: { messageId: `q${round}`, text: 'Why?' } },
    { atMs: fromMs + 1000, type: 'message.assistant.start', data: { messageId: `a${round}` } },
    ...Array.from({ length: 25 }, (_, index) => ({
      ...{ atMs: fromMs + 2000 + index * 1000, type: 'message.assistant.chunk' },
      data: { messageId: `a${round}`, text: `${index} ` },
    })),
    { atMs: fromMs + 26_500, type: 'tool.start', data: { messageId: `a${round}`, callId: 'c', name: 'look' } },
    { atMs: fromMs + 27_000, type: 'message.assistant.complete', data: { messageId: `a${round}` } },
  ]),
);
const DURATION_MS = 120_000;

async function openPlayer() {
  const fake = createFakeClient();
  const recording = recordingRow({ id: 'r', durationMs: DURATION_MS, markers: [{ atMs: 50_000, label: 'Here' }] });
  fake.answer('recordings/get', () => ({ recording, ...outlineOf(EVENTS) }));
  fake.answer('recordings/events', ({ fromMs, toMs }) => {
    const keyframe = keyframeAt(makeKeyframes(EVENTS), EVENTS, fromMs);
    const events = EVENTS.filter(({ ordinal, atMs }) => ordinal > (keyframe?.ordinal ?? -1) && atMs <= toMs);
    return { keyframe, events, untilMs: toMs };
  });
  fake.answer('recordings/update', ({ markers = [] }) => ({ recording: { ...recording, markers } }));
  const env = panelEnvironment(fake.client);
  const player = new PlayerModel({ env, save: new SaveModel(env), isReady: signal(true), id: 'r' });
  await settle();
  return { fake, player, [Symbol.dispose]: () => player[Symbol.dispose]() };
}

describe('PlayerModel', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it('shows at every moment of playing what a replay from the beginning shows', async () => {
    using opened = await openPlayer();
    const { player, fake } = opened;
    player.skipsGaps.value = false;
    player.setSpeed(4);
    player.play();
    let moments = 0;
    while (player.isPlaying.value) {
      await vi.advanceTimersByTimeAsync(130);
      expect(player.shown.value).toEqual(playAt(null, EVENTS, player.positionMs.value));
      moments += 1;
    }
    expect([player.positionMs.value, moments > 200]).toEqual([DURATION_MS, true]);
    // A minute at a time.
    expect(fake.paramsOf('recordings/events').length).toBe(2);
  });

  it.each([0.5, 1, 2])('plays at %s times the speed', async (speed) => {
    using opened = await openPlayer();
    const { player } = opened;
    player.setSpeed(speed);
    player.play();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(player.positionMs.value).toBe(10_000 * speed);
    player.pause();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(player.positionMs.value).toBe(10_000 * speed);
  });

  it('skips what is idle, with a second of it before and after', async () => {
    using opened = await openPlayer();
    const { player } = opened;
    player.seek(27_900);
    player.play();
    await vi.advanceTimersByTimeAsync(100);
    expect(player.positionMs.value).toBe(28_000);
    await vi.advanceTimersByTimeAsync(50);
    expect(player.positionMs.value).toBe(89_500);
  });

  it('goes to any time by the keyframe before it, and begins again from the end', async () => {
    using opened = await openPlayer();
    const { player, fake } = opened;
    player.seek(100_000);
    await settle();
    expect(fake.paramsOf('recordings/events').at(-1)).toEqual({ id: 'r', fromMs: 100_000, toMs: 160_000 });
    expect(player.shown.value).toEqual(playAt(null, EVENTS, 100_000));
    player.seek(1e9);
    expect(player.positionMs.value).toBe(DURATION_MS);
    player.seek(-5);
    await settle();
    expect([player.positionMs.value, player.shown.value.entries]).toEqual([0, []]);
    player.seek(DURATION_MS);
    player.toggle();
    expect(player.positionMs.value).toBe(0);
  });

  it('keeps what it shows until what was asked for last is there', async () => {
    using opened = await openPlayer();
    const { player, fake } = opened;
    player.seek(20_000);
    const before = player.shown.value;
    const page = Promise.withResolvers<never>();
    fake.answer('recordings/events', () => page.promise);
    player.seek(100_000);
    player.play();
    await vi.advanceTimersByTimeAsync(500);
    expect([player.shown.value, player.positionMs.value]).toEqual([before, 100_000]);
    page.reject(new AppError('disconnected', 'Gone.'));
    await settle();
    expect([player.isPlaying.value, (player.pageFailure.value as AppError).code]).toEqual([false, 'disconnected']);
  });

  it('jumps by message, tool and marker', async () => {
    using opened = await openPlayer();
    const { player } = opened;
    const jumps = [
      ...[
        ['message', 1],
        ['message', 1],
        ['message', 1],
        ['message', -1],
        ['tool', 1],
        ['tool', -1],
        ['tool', -1],
      ],
      ...[
        ['marker', 1],
        ['marker', 1],
      ],
    ] as const;
    const places = jumps.map(([kind, step]) => {
      player.jump(kind, step);
      return player.positionMs.value;
    });
    expect(places).toEqual([500, 1000, 90_500, 1000, 26_500, 0, 0, 50_000, DURATION_MS]);
  });

  it('marks moments, names them and takes them away', async () => {
    using opened = await openPlayer();
    const { player, fake } = opened;
    player.seek(10_000.4);
    player.addMarker();
    player.addMarker();
    player.renameMarker(10_000, ' Start ');
    player.removeMarker(50_000);
    await settle();
    const here = { atMs: 50_000, label: 'Here' };
    expect(fake.paramsOf('recordings/update').map(({ markers }) => markers)).toEqual([
      [{ atMs: 10_000, label: '' }, here],
      [{ atMs: 10_000, label: 'Start' }, here],
      [{ atMs: 10_000, label: 'Start' }],
    ]);
    expect(player.recording.value?.markers).toEqual([{ atMs: 10_000, label: 'Start' }]);
  });
});
