import { describe, expect, it } from 'vitest';
import { MAX_FRAME_TO_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { encodeFrame } from '../../../native-host/framing.ts';
import { settle } from '../../support/fake-clock.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, type Random, rounds } from '../../support/rounds.ts';
import { cutStream } from './cut-stream.ts';
import { createEchoingHost, type Said } from './echoing-host.ts';
import { createFrameReader } from './frame-reader.ts';
import { makeHostileBody } from './hostile-bodies.ts';
import { countInputs, frameOf, splitStream, writeLength } from './split-stream.ts';

const FRAMES_AT_ONCE = 60;

const TEMPLATES = [
  { jsonrpc: '2.0', id: 'x', method: 'echo', params: { text: '"漢🐙\\', list: [1, null, true], _meta: { a: {} } } },
  { jsonrpc: '2.0', id: 7, method: 'echo' },
  { jsonrpc: '2.0', method: 'notify', params: { id: 1 } },
  { jsonrpc: '2.0', id: 'y', result: {} },
].map((message) => Buffer.from(JSON.stringify(message)));

/** Hostile frames with honest requests between them; may end where no host can follow. */
function makeStream(random: Random, nextNumber: () => number): Buffer {
  const frames = Array.from({ length: 1 + random.below(FRAMES_AT_ONCE) }, () => {
    if (random.chance(0.8)) return frameOf(makeHostileBody(random, TEMPLATES));
    const number = nextNumber();
    return encodeFrame(JSON.stringify({ jsonrpc: '2.0', id: `honest ${number}`, method: 'echo', params: { number } }));
  });
  if (random.chance(0.2)) {
    const header = Buffer.alloc(4);
    writeLength(header, 0, random.pick([0, MAX_FRAME_TO_HOST_BYTES + 1, 0xffffffff]));
    frames.splice(random.below(frames.length), 0, header);
  }
  const stream = Buffer.concat(frames);
  return random.chance(0.1) ? stream.subarray(0, random.below(stream.length)) : stream;
}

/** What a host has to say and to do, when all is handed over before the first answer can be given. */
function readStream(stream: Buffer) {
  const { bounds, end } = splitStream(stream, MAX_FRAME_TO_HOST_BYTES);
  const answers = new Map<unknown, string>();
  const read = createFrameReader((id) => answers.has(id));
  const refusals: string[] = [];
  const asked: string[] = [];
  const notified: string[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const outcome = read(stream.subarray(bounds[i], bounds[i + 1]));
    if (outcome?.kind === 'refused') refusals.push(wordsOf({ id: outcome.id, error: outcome }));
    if (outcome?.kind === 'notification') notified.push(outcome.method);
    if (outcome?.kind !== 'request') continue;
    asked.push(outcome.method);
    answers.set(outcome.id, wordsOf({ id: outcome.id, result: outcome.method === 'deep' ? null : outcome.params }));
  }
  const isLost = end !== 'between';
  if (isLost) refusals.push(wordsOf({ id: null, error: { code: -32700 } }));
  const should = {
    said: [...refusals, ...answers.values()],
    asked,
    notified,
    ends: { well: Number(!isLost), lost: Number(isLost) },
  };
  const honest = [...answers.keys()].filter((id) => String(id).startsWith('honest ')).length;
  return { should, honest, inputs: countInputs({ bounds, end }) };
}

function wordsOf({ id, result = null, error }: Said): string {
  return JSON.stringify(error ? [id, error.code] : [id, 0, result]);
}

async function hear(pieces: readonly Buffer[]) {
  const { push, end, ...host } = createEchoingHost();
  for (const piece of pieces) push(piece);
  end();
  await settle();
  return { ...host, said: host.said.map(wordsOf) };
}

describe('hostile frames at the connection', () => {
  it('get the stated error, and honest requests between them one answer each', { timeout: 3_600_000 }, async () => {
    const count = rounds('hostile frames at the connection', { test: 20_000, faults: 10_000_000 });
    let inputs = 0;
    let honest = 0;
    let number = 0;
    for (let round = 0; inputs < count; round++) {
      const random = createRandom(faultSeed, 'hostile frames', round);
      const stream = makeStream(random, () => ++number);
      const meaning = readStream(stream);
      const heard = await hear(cutStream(stream, random));
      // The comparison that can show the difference takes longer than all the rest.
      if (JSON.stringify(heard) !== JSON.stringify(meaning.should)) expect(heard).toEqual(meaning.should);
      inputs += meaning.inputs;
      honest += meaning.honest;
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    recordFigures('hostile frames at the connection', {
      fault: "Hostile frames at the host's connection: no JSON, no UTF-8, no requests, chunks that do not fit.",
      rounds: inputs,
      acknowledged: 0,
      lost: 0,
      duplicated: 0,
      note: `a round is a frame; ${honest.toLocaleString('en-US')} honest requests between them got one answer each; no store behind it`,
    });
  });
});
