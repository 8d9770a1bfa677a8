/** Work in slices: each `yield` tells how much of it is done, 0 to 1, and is a good moment for a pause. */
export type Steps<Result> = Generator<number, Result, void>;

/** Does all of it at once. Errors: those of the work. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

/** Which stretch of a job's progress the work is, and what it is called. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly step: string;
}

/** Who does the work: hears how far it is, and is asked for a pause after each slice, which may reject to end it. */
export interface Pacing {
  readonly onProgress: (progress: number, step: string) => void;
  readonly pause: () => Promise<void>;
}

/** Does it with a pause after each slice. Errors: those of the work, and of the pauses, after which the work has cleaned up. */
export async function runWithPauses<Result>(
  steps: Steps<Result>,
  { onProgress, pause }: Pacing,
  { from, to, step }: Stretch,
): Promise<Result> {
  onProgress(from, step);
  try {
    for (;;) {
      const next = steps.next();
      if (next.done) return next.value;
      onProgress(from + (to - from) * next.value, step);
      await pause();
    }
  } finally {
    // Runs what the work has to clean up when a pause ended it; nothing when it is over.
    steps.return(undefined as never);
  }
}

/** The same work as what comes after `from` of a larger one. */
export function* inStretch<Result>(steps: Steps<Result>, from: number): Steps<Result> {
  try {
    for (;;) {
      const next = steps.next();
      if (next.done) return next.value;
      yield from + (1 - from) * next.value;
    }
  } finally {
    steps.return(undefined as never);
  }
}
