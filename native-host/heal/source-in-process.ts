import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { DamageSource } from './damage-source.ts';
import type { DamagedRow } from './read-damaged.ts';

/** A process that says nothing for longer than this, while it is waited for, hangs. */
const SILENCE_MS = 60_000;

/** SQLite's check reads the whole file before it says anything; slow disks give so much in a millisecond. */
const CHECKED_BYTES_PER_MS = 1000;

/** What the damage reader tells, a line each. */
interface Said {
  readonly problem?: string | null;
  readonly table?: string;
  readonly row?: DamagedRow;
  readonly isAll?: true;
}

/**
 * In a process of its own, by the damage reader's program. Of a table in which it dies or hangs counts what it has told until
 * then; another process goes on with the next table. `bytes`: the size of the file.
 */
export function sourceInProcess(program: string, bytes: number, silenceMs = SILENCE_MS): DamageSource {
  return {
    async findProblem(file) {
      for await (const { problem } of sayings(program, [file], silenceMs + bytes / CHECKED_BYTES_PER_MS)) {
        if (problem !== undefined) return problem ?? undefined;
      }
      return 'a process that read it did not come to its end';
    },
    async *rows(file, tables) {
      for (let left = tables; left.length > 0; ) {
        let current = left[0] ?? '';
        let isAll = false;
        for await (const said of sayings(program, [file, ...left], silenceMs)) {
          isAll ||= said.isAll === true;
          current = said.table ?? current;
          if (said.table !== undefined && said.row) yield [said.table, said.row];
        }
        left = isAll ? [] : left.slice(left.indexOf(current) + 1);
      }
    },
  };
}

async function* sayings(program: string, args: readonly string[], limitMs: number): AsyncGenerator<Said> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  // Its end is seen by the end of what it says.
  child.on('error', () => {});
  try {
    for await (const line of linesOf(child, limitMs)) yield JSON.parse(line) as Said;
  } finally {
    child.kill('SIGKILL');
  }
}

/** Whole lines; not `node:readline`, which also ends lines at U+2028. */
async function* linesOf({ stdout }: ChildProcess & { stdout: Readable }, limitMs: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const chunks = stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (let rest = ''; ; ) {
    const chunk = await within(limitMs, chunks.next());
    if (chunk === undefined || chunk.done) return;
    const lines = (rest + decoder.write(chunk.value)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** Undefined when it takes longer. */
function within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
