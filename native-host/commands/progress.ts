/** How far something is: told while it lasts, on stderr, so that stdout has only what was asked for. */
export interface Progress {
  /** `progress` from 0 to 1; absent where nobody knows. */
  readonly tell: (progress: number | undefined, step: string) => void;
  readonly end: () => void;
}

/** Whoever sees no terminal is told of steps only when it takes longer than this. */
const SHORT_MS = 1000;

/** On a terminal one line that is written over, elsewhere a line for each step. */
export function showProgress(): Progress {
  // A dumb terminal cannot erase what it shows.
  return process.stderr.isTTY && process.env['TERM'] !== 'dumb' ? showLine() : showSteps(Date.now());
}

function showLine(): Progress {
  return {
    tell(progress, step) {
      const share = progress === undefined ? '' : `${String(Math.round(progress * 100)).padStart(3)} % `;
      process.stderr.write(`\r${share}${step}\x1b[K`);
    },
    end: () => void process.stderr.write('\r\x1b[K'),
  };
}

function showSteps(startMs: number): Progress {
  let told: string | undefined;
  return {
    tell(_, step) {
      if (step === told || Date.now() - startMs < SHORT_MS) return;
      told = step;
      process.stderr.write(`${step}\n`);
    },
    end: () => {},
  };
}
