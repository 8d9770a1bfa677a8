import { readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeFrame } from '../../../native-host/framing.ts';
import { type HostProcess, startHost } from '../../support/host-process.ts';
import type { FileImages, Recording } from './disk-events.ts';
import { readTrace } from './read-trace.ts';
import { traceProcess } from './strace.ts';
import type { ChangeRequest } from './workload.ts';

export interface RecordOptions {
  readonly name: string;
  /** An existing data folder, with or without a store. */
  readonly home: string;
  /** Pragmas of the host's connections that are not what it asks for. */
  readonly pragmas?: Readonly<Record<string, string>>;
  /** See `Recording`. */
  readonly acknowledgedBefore?: readonly string[];
}

/** Requests that the host has and has not answered yet: as a panel that types on while others stream. */
const UNANSWERED = 4;

const tracerGate = fileURLToPath(import.meta.resolve('./programs/wait-for-tracer.ts'));
const pragmaChanger = fileURLToPath(import.meta.resolve('./programs/change-pragmas.ts'));

/** Records what a real host does to the disk from its first file to its end, while it answers `requests`. */
export async function recordHost(options: RecordOptions, requests: readonly ChangeRequest[]): Promise<Recording> {
  const { name, pragmas, acknowledgedBefore = [] } = options;
  const home = realpathSync(options.home);
  const initial = readImages(home);
  const traceFile = `${home}.trace`;
  const imports = pragmas ? [tracerGate, pragmaChanger] : [tracerGate];
  // `startHost` hands this process's environment on.
  process.env['HOLDFAST_TEST_PRAGMAS'] = JSON.stringify(pragmas ?? {});
  const host = startHost({ home, nodeOptions: imports.flatMap((file) => ['--import', file]) });
  delete process.env['HOLDFAST_TEST_PRAGMAS'];
  const traced = traceProcess(host.pid, traceFile);
  try {
    await Promise.race([converse(host, requests), traced]);
    host.endInput();
    const { code, stderr } = await host.exited;
    if (code !== 0) throw new Error(`The host ended with ${code}: ${stderr}`);
    await traced;
    const trace = readFileSync(traceFile, 'latin1');
    const events = readTrace(trace, { folder: home, initial, pid: host.pid });
    return { name, initial, events, acknowledgedBefore };
  } finally {
    host.kill();
    await traced.catch(() => {});
    rmSync(traceFile, { force: true });
  }
}

async function converse(host: HostProcess, requests: readonly ChangeRequest[]): Promise<void> {
  const { params } = await host.waitFor(isOpenOrNot);
  const { state, detail } = params as StoreNotice;
  if (state !== 'ready') throw new Error(`The host could not open its store: ${detail}`);
  const answers: Promise<unknown>[] = [];
  for (const [index, { requestId, method, params }] of requests.entries()) {
    await answers[index - UNANSWERED];
    // The request's own id is also the call's, so that an answer in the trace says what it acknowledges.
    const call = { jsonrpc: '2.0', id: requestId, method, params: { ...params, _meta: { requestId } } };
    answers.push(host.waitFor(({ id }) => id === requestId));
    host.write(encodeFrame(JSON.stringify(call)));
  }
  await Promise.all(answers);
}

interface StoreNotice {
  readonly state: string;
  readonly detail: string | null;
}

function isOpenOrNot({ method, params }: Readonly<Record<string, unknown>>): boolean {
  return method === 'store/state' && ['ready', 'failed'].includes((params as StoreNotice).state);
}

/** Every file and folder in `folder`, the log excepted. */
function readImages(folder: string): FileImages {
  const images = new Map<string, Buffer | undefined>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (path.startsWith('logs')) continue;
    images.set(path, entry.isDirectory() ? undefined : readFileSync(join(folder, path)));
  }
  return images;
}
