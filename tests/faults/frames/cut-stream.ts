import type { Random } from '../../support/rounds.ts';

/** Taking single bytes costs a hundred times as much as taking them at once: longer streams are not cut so fine. */
const MAX_SINGLE_BYTES = 400;

/** A stream in the pieces in which a pipe may hand it over: at once, a few, many, single bytes. */
export function cutStream(stream: Buffer, random: Random): Buffer[] {
  if (random.chance(0.4)) return [stream];
  if (random.chance(0.1) && stream.length <= MAX_SINGLE_BYTES) return cutEvery(stream, () => 1);
  if (random.chance(0.2)) return cutEvery(stream, () => 1 + random.below(40));
  const longest = 1 + Math.floor(stream.length / 2);
  return cutEvery(stream, () => 1 + random.below(longest));
}

function cutEvery(stream: Buffer, nextLength: () => number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const end = at + nextLength();
    pieces.push(stream.subarray(at, end));
    at = end;
  }
  return pieces;
}
