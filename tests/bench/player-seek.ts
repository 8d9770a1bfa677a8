import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { playAt } from '../../lib/playback/play-at.ts';
import type { Params } from '../../lib/protocol/methods.ts';
import { launcherFor, startBenchHost } from './bench-host.ts';
import { type Benchmark, countFor } from './benchmark.ts';
import { sampleText } from './samples.ts';
import { compare, interleave, timedAsync } from './statistics.ts';

/** The target. */
const MAX_MS = 50;

const HOUR_MS = 3_600_000;

/** A question every minute; its reply takes half of it, four pieces a second. */
const ROUND_MS = 60_000;
const PIECE_MS = 250;
const PIECES = 120;
const PIECE_CHARACTERS = 20;

/** What a player reads at a time. */
const WINDOW_MS = 60_000;

type Event = Params<'recordings/append'>['events'][number];

/** What going to a place in a long recording costs. */
export const playerSeek: Benchmark = {
  name: 'player-seek',
  method: `**Seek in a recording of an hour**: \`recordings/events\` for a time in its last minutes, asked and answered through the pipe of
a real host, and the reducer of the player from the keyframe to that time. The recording has 60 questions and replies, 7,380 events and
144,000 characters. The target of the product is ${MAX_MS} ms. Floor: the same in a recording of two minutes.`,

  async run({ hostProgram, folder, effort }) {
    const host = startBenchHost(launcherFor(folder, hostProgram, join(folder, 'home')));
    const sessionId = newId();
    await host.client.change('sessions/create', { id: sessionId, title: 'Recorded', model: 'm' });
    async function record(lengthMs: number): Promise<string> {
      const id = newId();
      await host.client.change('recordings/start', { id, sessionId, title: 'Recorded' });
      const events = eventsOf(lengthMs);
      for (let from = 0; from < events.length; from += 500) {
        await host.client.change('recordings/append', { id, events: events.slice(from, from + 500) });
      }
      await host.client.change('recordings/stop', { id, durationMs: lengthMs });
      return id;
    }
    const hourMs = effort === 'smoke' ? 5 * ROUND_MS : HOUR_MS;
    const [long, short] = [await record(hourMs), await record(2 * ROUND_MS)];
    async function seek(id: string, ms: number): Promise<void> {
      const { keyframe, events } = await host.client.call('recordings/events', {
        id,
        fromMs: ms,
        toMs: ms + WINDOW_MS,
      });
      playAt(keyframe, events, ms);
    }
    let turn = 0;
    const place = () => (++turn * 7919) % ROUND_MS;
    const taken = await interleave(
      {
        long: () => timedAsync(() => seek(long, hourMs - place())),
        short: () => timedAsync(() => seek(short, 2 * ROUND_MS - place())),
      },
      { count: countFor(effort, { full: 300, quick: 20, smoke: 3 }), warmUpCount: 3 },
    );
    await host.end();
    const row = compare('seek in a recording of an hour', taken.long, taken.short, { maxRatio: null, maxP95: MAX_MS });
    return {
      rows: [row],
      parts: [
        {
          what: 'the longest seek in a recording of an hour',
          value: Math.max(...taken.long),
          unit: 'ms',
          most: MAX_MS,
        },
      ],
    };
  },
};

function eventsOf(lengthMs: number): Event[] {
  const events: Omit<Event, 'ordinal'>[] = [];
  const text = sampleText(0)
    .repeat(PIECES)
    .slice(0, PIECES * PIECE_CHARACTERS);
  for (let fromMs = 0; fromMs < lengthMs; fromMs += ROUND_MS) {
    const messageId = `reply ${fromMs}`;
    events.push(
      { atMs: fromMs + 1000, type: 'message.user', data: { messageId: `question ${fromMs}`, text: text.slice(0, 80) } },
      { atMs: fromMs + 1500, type: 'message.assistant.start', data: { messageId, model: 'm' } },
    );
    for (let piece = 0; piece < PIECES; piece += 1) {
      const offset = piece * PIECE_CHARACTERS;
      const data = { messageId, text: text.slice(offset, offset + PIECE_CHARACTERS), offset };
      events.push({ atMs: fromMs + 2000 + piece * PIECE_MS, type: 'message.assistant.chunk', data });
    }
    events.push({ atMs: fromMs + 33_000, type: 'message.assistant.complete', data: { messageId, status: 'complete' } });
  }
  return events.map((event, ordinal) => ({ ...event, ordinal }));
}
