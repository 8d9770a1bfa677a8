import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { createFrameDecoder } from '../../../native-host/framing.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { cutStream } from './cut-stream.ts';
import { makeRawStream } from './raw-stream.ts';
import { countInputs, type SplitStream, splitStream } from './split-stream.ts';

/** The real limit would need streams of 64 MiB to be met. */
const MAX_BYTES = 1000;

/** The decoder gives the frames that the stream has, byte for byte, and gives up where and only where it is lost. */
function compare(stream: Buffer, pieces: readonly Buffer[], { bounds, end }: SplitStream): void {
  const decoder = createFrameDecoder(MAX_BYTES);
  let seen = 0;
  let failure: unknown;
  try {
    for (const piece of pieces) {
      for (const frame of decoder.push(piece)) {
        const [begin, after] = [bounds[seen], bounds[seen + 1]];
        if (begin === undefined || frame.compare(stream, begin, after) !== 0) throw new Error(`frame ${seen / 2}`);
        seen += 2;
      }
    }
    decoder.end();
  } catch (error) {
    failure = error;
  }
  if (seen === bounds.length && (end === 'between' ? failure === undefined : isStated(failure))) return;
  const cuts = pieces.map(({ length }) => length).join(' ');
  throw new Error(`${seen / 2} of ${bounds.length / 2} frames, end: ${end}; ${stream.toString('hex')} cut ${cuts}`, {
    cause: failure,
  });
}

function isStated(failure: unknown): boolean {
  return failure instanceof AppError && failure.code === 'invalid';
}

describe('hostile bytes at the frame decoder', () => {
  it('become the frames they hold, and an error where they cannot be followed', { timeout: 3_600_000 }, () => {
    const count = rounds('hostile bytes at the decoder', { test: 200_000, faults: 100_000_000 });
    const ends = { between: 0, inside: 0, lost: 0 };
    let inputs = 0;
    for (let round = 0; inputs < count; round++) {
      const random = createRandom(faultSeed, 'raw stream', round);
      const stream = makeRawStream(random, MAX_BYTES);
      const meaning = splitStream(stream, MAX_BYTES);
      compare(stream, cutStream(stream, random), meaning);
      inputs += countInputs(meaning);
      ends[meaning.end]++;
    }
    // A few streams may happen to end alike.
    if (count >= 10_000) expect(Math.min(...Object.values(ends))).toBeGreaterThan(0);
    recordFigures('hostile bytes at the decoder', {
      fault: 'Frames of hostile bytes, lengths that lie, ends that are missing, cut anywhere, at the frame decoder.',
      rounds: inputs,
      acknowledged: 0,
      lost: 0,
      note: `a round is a frame; ${ends.lost.toLocaleString('en-US')} streams ended at an impossible length, ${ends.inside.toLocaleString('en-US')} inside a frame; no store behind it`,
    });
  });
});
