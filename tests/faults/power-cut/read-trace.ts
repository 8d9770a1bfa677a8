import { MAX_FRAME_FROM_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { createChunkJoiner } from '../../../lib/rpc/chunks.ts';
import { createFrameDecoder } from '../../../native-host/framing.ts';
import type { DiskEvent, FileImages } from './disk-events.ts';

export interface TraceOptions {
  /** Absolute, without links. */
  readonly folder: string;
  /** What was in it before. */
  readonly initial: FileImages;
  /** The process whose stdout is heard. */
  readonly pid: number;
}

interface Call {
  readonly pid: number;
  readonly name: string;
  readonly args: string;
  readonly result: string;
}

/** Files that promise nothing: the log, and the WAL index, which SQLite makes anew. */
const NOT_RECORDED = /^logs(\/|$)|-shm$/;

/**
 * The events of an strace of `-f -y -xx`. A write counts from the moment it was begun, a sync from the moment it was over:
 * what happens in between on other threads is then judged at its worst. Throws on a call that the model does not know.
 */
export function readTrace(trace: string, { folder, initial, pid }: TraceOptions): DiskEvent[] {
  const events: DiskEvent[] = [];
  const sizes = new Map<string, number>();
  for (const [path, bytes] of initial) if (bytes) sizes.set(path, bytes.length);
  const decoder = createFrameDecoder(MAX_FRAME_FROM_HOST_BYTES);
  const joiner = createChunkJoiner();

  function inside(absolute: string | undefined): string | undefined {
    if (absolute === folder) return '';
    if (!absolute?.startsWith(`${folder}/`) || absolute.endsWith(' (deleted)')) return undefined;
    const path = absolute.slice(folder.length + 1);
    return NOT_RECORDED.test(path) ? undefined : path;
  }

  function say(bytes: Buffer): void {
    for (const frame of decoder.push(bytes)) {
      const message = joiner.accept(JSON.parse(frame.toString()));
      if (message !== undefined) events.push({ kind: 'say', message: message as Record<string, unknown> });
    }
  }

  function write(path: string, offset: number, bytes: Buffer): void {
    events.push({ kind: 'write', path, offset, bytes });
    sizes.set(path, Math.max(sizes.get(path) ?? 0, offset + bytes.length));
  }

  function truncate(path: string, sizeBytes: number): void {
    events.push({ kind: 'truncate', path, sizeBytes });
    sizes.set(path, sizeBytes);
  }

  function open(call: Call): void {
    const path = inside(namedPaths(call.args)[0]);
    if (path === undefined || /O_DIRECTORY/.test(call.args)) return;
    if (!sizes.has(path) && /O_CREAT/.test(call.args)) {
      events.push({ kind: 'create', path });
      sizes.set(path, 0);
    }
    if (/O_TRUNC/.test(call.args) && sizes.get(path) !== 0) truncate(path, 0);
  }

  function rename(call: Call): void {
    const [from, to] = namedPaths(call.args).map(inside);
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined) throw unknown(call);
    events.push({ kind: 'rename', path: from, to });
    for (const [path, size] of [...sizes]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      sizes.delete(path);
      sizes.set(to + path.slice(from.length), size);
    }
  }

  function accept(call: Call): void {
    const { name, args } = call;
    const file = descriptorPath(args);
    const path = inside(file);
    if (name === 'openat' || name === 'creat') return open(call);
    if (name.startsWith('rename')) return rename(call);
    if (name === 'mmap') {
      const isWritable = /PROT_WRITE/.test(args) && /MAP_SHARED/.test(args);
      const mapped = inside(/, \d+<([^>]*)>, /.exec(args)?.[1]?.replace(HEX, unhex));
      if (isWritable && mapped !== undefined) throw unknown(call);
      return;
    }
    if (name === 'write' || name === 'writev') {
      if (call.pid === pid && args.startsWith('1<')) return say(dataOf(args));
      // Without an offset: a file written from its start to its end.
      return path === undefined ? undefined : write(path, sizes.get(path) ?? 0, dataOf(args));
    }
    if (name === 'pwrite64') {
      const offset = Number(args.slice(args.lastIndexOf(',') + 1));
      return path === undefined ? undefined : write(path, offset, dataOf(args));
    }
    if (name === 'ftruncate') return path === undefined ? undefined : truncate(path, lastNumber(args));
    if (name === 'fsync' || name === 'fdatasync') return path === undefined ? undefined : sync(path);
    if (name === 'unlink' || name === 'unlinkat' || name === 'rmdir') {
      const gone = inside(namedPaths(args)[0]);
      if (gone === undefined) return;
      sizes.delete(gone);
      events.push({ kind: 'unlink', path: gone });
      return;
    }
    if (name === 'mkdir' || name === 'mkdirat') {
      const made = inside(namedPaths(args)[0]);
      if (made !== undefined) events.push({ kind: 'mkdir', path: made });
      return;
    }
    if (path !== undefined || namedPaths(args).some((named) => inside(named) !== undefined)) throw unknown(call);
    // libuv's ring for polling has no thread of its own; the one for files, off unless UV_USE_IO_URING is set, has.
    if (/IORING_SETUP_SQPOLL/.test(args)) throw unknown(call);
  }

  function sync(path: string): void {
    events.push({ kind: 'sync', path });
  }

  for (const call of callsOf(trace)) if (!call.result.startsWith('-1')) accept(call);
  return events;
}

const LINE =
  /^(\d+) +(?:(\w+)\((.*)\) += (-?\w+).*|(\w+)\((.*) <unfinished \.\.\.>|<\.\.\. (\w+) resumed>(.*)\) += (-?\w+).*)$/s;
const IS_SYNC = /sync/;

/** Whole calls in the order in which they count. */
function* callsOf(trace: string): Generator<Call> {
  const lines = trace.split('\n').map((line) => LINE.exec(line));
  // A call cut in two: its second half is looked up when the first one is met.
  const resumed = new Map<number, RegExpExecArray>();
  const waiting = new Map<string, number>();
  for (const [index, match] of lines.entries()) {
    if (!match) continue;
    if (match[5] !== undefined) waiting.set(match[1] ?? '', index);
    if (match[7] !== undefined) resumed.set(waiting.get(match[1] ?? '') ?? -1, match);
  }
  const begun = new Map<string, string>();
  for (const [index, match] of lines.entries()) {
    if (!match) continue;
    const pid = Number(match[1]);
    if (match[2] !== undefined) yield { pid, name: match[2], args: match[3] ?? '', result: match[4] ?? '' };
    if (match[5] !== undefined) {
      begun.set(match[1] ?? '', match[6] ?? '');
      const end = resumed.get(index);
      // Without an end the process died within: the write may have happened, the sync has not.
      if (IS_SYNC.test(match[5])) continue;
      yield { pid, name: match[5], args: `${match[6]}${end?.[8] ?? ''}`, result: end?.[9] ?? '0' };
    }
    if (match[7] !== undefined && IS_SYNC.test(match[7])) {
      yield { pid, name: match[7], args: `${begun.get(match[1] ?? '')}${match[8]}`, result: match[9] ?? '' };
    }
  }
}

const HEX = /\\x([0-9a-f]{2})/g;
const unhex = (_: string, digits: string) => String.fromCharCode(Number.parseInt(digits, 16));

/** The quoted names of a call, absolute. */
function namedPaths(args: string): string[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((match) => bytesOf(match[1] ?? '').toString());
}

/** The file behind the first argument, a descriptor. */
function descriptorPath(args: string): string | undefined {
  const match = /^\d+<((?:\\x[0-9a-f]{2})*)>/.exec(args);
  return match ? bytesOf(match[1] ?? '').toString() : undefined;
}

/** What was written: one buffer, or those of a vector. */
function dataOf(args: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = args.indexOf('"'); at >= 0; at = args.indexOf('"', at + 1)) {
    const end = args.indexOf('"', at + 1);
    if (args.startsWith('...', end + 1)) throw new Error('The trace does not have the whole of a write.');
    parts.push(bytesOf(args.slice(at + 1, end)));
    at = end;
  }
  return Buffer.concat(parts);
}

function bytesOf(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}

function lastNumber(args: string): number {
  return Number(args.slice(args.lastIndexOf(',') + 1));
}

function unknown({ name, args }: Call): Error {
  return new Error(`The model of the disk does not know this call: ${name}(${args.slice(0, 300).replace(HEX, unhex)})`);
}
