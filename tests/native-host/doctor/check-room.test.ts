import { describe, expect, it } from 'vitest';
import { judgeRoom } from '../../../native-host/doctor/check-room.ts';

describe('judgeRoom', () => {
  it.each([
    [1_200_000_000, 1_000_000_000, true, '1.12 GB free; the store has 954 MB'],
    [1_199_999_999, 1_000_000_000, false, '1.12 GB free; the store has 954 MB: too little for a backup'],
    [0, 0, false, '0 B free; the store has 0 B: too little for a backup'],
    [undefined, 5, true, 'the disk does not say how much it has'],
  ])('wants room for a copy and some more: %s bytes for %s', (free, store, ok, detail) => {
    expect(judgeRoom(free, store)).toEqual({ ok, detail, ...(!ok && { cure: 'Free some space on this disk.' }) });
  });
});
