/** What long work is given, so that others get their turn and its end can be seen coming. */
export interface Progress {
  /** To be awaited between two slices of the work. Rejects with `cancelled`. */
  readonly pause: () => Promise<void>;
  /** Told how far the work is, 0 to 1, and what it is doing. */
  readonly onProgress: (progress: number, step: string) => void;
}

/** Work between two pauses. A pause costs a millisecond. */
const SLICE = 1024 * 1024;

/** A row costs about as much as so many bytes. */
const ROW = 512;

/** To be awaited after a part of the work: `rows` and `bytes` that it took, `share` of all that is done by now. */
export type Pace = (rows: number, bytes: number, share: number) => Promise<void>;

/** Pauses every now and then, and tells each hundredth of the way from `from` to `to`. */
export function createPace({ pause, onProgress }: Progress, step: string, from = 0, to = 1): Pace {
  let since = 0;
  let told = -1;
  return async (rows, bytes, share) => {
    const hundredths = Math.floor((from + Math.min(share, 1) * (to - from)) * 100);
    if (hundredths > told) onProgress(hundredths / 100, step);
    told = Math.max(told, hundredths);
    since += bytes + rows * ROW;
    if (since < SLICE) return;
    since = 0;
    await pause();
  };
}
