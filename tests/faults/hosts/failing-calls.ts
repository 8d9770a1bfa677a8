import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { builtProgram } from '../../support/built-program.ts';
import { ORIGIN } from '../../support/host-process.ts';

/** How the engine changes what is on the disk. */
const CALLS = ['pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'rename', 'unlink'] as const;
type Call = (typeof CALLS)[number];

/** `short`: a write that writes nothing and says so. `kill`: the process dies of the call, before it is made. */
const OUTCOMES = { EIO: 'error=EIO', ENOSPC: 'error=ENOSPC', short: 'retval=0', kill: 'signal=KILL' } as const;

/** The nth call of a process fails; when sticky, all later ones too. */
export interface Fault {
  readonly call: Call;
  readonly outcome: keyof typeof OUTCOMES;
  readonly nth: number;
  readonly isSticky: boolean;
}

/** Whether this machine has strace and lets it in. */
export function canTrace(): boolean {
  if (process.platform !== 'linux') return false;
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
}

/**
 * Makes a process's files end at `bytes` from now on: a write that reaches further puts a part of it on the disk and says
 * so, and the next one fails. Undefined: they may grow again.
 */
export function limitFileSize(pid: number, bytes: number | undefined): void {
  const { status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes ?? 'unlimited'}:`], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`prlimit failed: ${stderr}`);
}

/** Makes a process's calls on the store's files fail, from now until the returned function was called. */
export async function injectFault(pid: number, home: string, fault: Fault): Promise<() => Promise<void>> {
  return attach(pid, home, '/dev/null', ['-e', injectionOf(fault)]);
}

function injectionOf({ call, outcome, nth, isSticky }: Fault): string {
  return `inject=${call}:${OUTCOMES[outcome]}:when=${nth}${isSticky ? '+' : ''}`;
}

/**
 * Runs a host from its start, and what it starts, until its store is ready or cannot be; then its input ends, and it.
 * Without a fault: returns every fault there is to inject.
 */
export async function startWithFault(home: string, fault?: Fault): Promise<Fault[]> {
  const run = traceProgram([builtProgram('main'), ORIGIN], { HOLDFAST_HOME: home, HOLDFAST_NO_UPKEEP: '1' }, fault);
  run.child.stdin?.on('error', () => {});
  let said = '';
  run.child.stdout?.on('data', (bytes) => {
    said += bytes;
    if (/"state":"(ready|failed)"/.test(said)) run.child.stdin?.end();
  });
  return (await run.ended).faults;
}

/** A program that runs under strace, with what it starts. */
export interface TracedProgram {
  readonly child: ChildProcess;
  /** Its exit code, or undefined where a signal ended it, and every fault there was to inject. */
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly faults: Fault[] }>;
}

/** Runs a program of ours in which one call fails, or none. */
export function traceProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  fault?: Fault,
): TracedProgram {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  const file = join(folder, 'calls');
  const injection = fault ? ['-e', injectionOf(fault)] : [];
  const options = ['-f', '--seccomp-bpf', '-qq', '-o', file, '-e', `trace=${CALLS}`, ...injection];
  const child = spawn('strace', [...options, process.execPath, ...args], {
    // What fails is to be a call of ours.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill());
  const ended = once(child, 'close').then(([code]) => {
    const faults = faultsIn(file);
    rmSync(folder, { recursive: true });
    return { exitCode: code ?? undefined, faults };
  });
  return { child, ended };
}

/** Counts them instead: returns what ends the counting, with every fault there is to inject. */
export async function listFaults(pid: number, home: string): Promise<() => Promise<Fault[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  const file = join(folder, 'calls');
  const detach = await attach(pid, home, file, []);
  return async () => {
    await detach();
    const faults = faultsIn(file);
    rmSync(folder, { recursive: true });
    return faults;
  };
}

/** What strace wrote: a process and one of its calls a line. */
function faultsIn(file: string): Fault[] {
  const calls = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => /^\d+ +(\w+)\(/.exec(line)?.[1]);
  return CALLS.flatMap((call) => faultsOf(call, calls.filter((made) => made === call).length));
}

function faultsOf(call: Call, count: number): Fault[] {
  const faults: Fault[] = [];
  for (let nth = 1; nth <= count; nth++) {
    for (const outcome of ['EIO', 'ENOSPC'] as const) {
      for (const isSticky of [false, true]) faults.push({ call, outcome, nth, isSticky });
    }
    faults.push({ call, outcome: 'kill', nth, isSticky: false });
    if (call === 'pwrite64') faults.push({ call, outcome: 'short', nth, isSticky: false });
  }
  return faults;
}

async function attach(
  pid: number,
  home: string,
  file: string,
  options: readonly string[],
): Promise<() => Promise<void>> {
  const database = join(home, 'holdfast.db');
  const paths = ['', '-wal', '-shm'].flatMap((suffix) => ['-P', database + suffix]);
  const args = ['-f', '-o', file, '-e', `trace=${CALLS}`, ...options, ...paths, '-p', String(pid)];
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void tracer.kill());
  const ended = once(tracer, 'close');
  await new Promise<void>((resolve, reject) => {
    let said = '';
    tracer.stderr.on('data', (text) => {
      said += text;
      if (said.includes(`Process ${pid} attached`)) resolve();
    });
    void ended.then(() => reject(new Error(`strace did not attach: ${said}`)));
  });
  return async () => {
    tracer.kill();
    await ended;
  };
}
