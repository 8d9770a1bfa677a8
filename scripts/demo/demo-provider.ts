import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../repository.ts';

/** The model server that the demo talks to. */
export interface DemoProvider {
  /** How it is called where a user can see it. */
  readonly name: string;
  readonly baseUrl: string;
  /** Empty when the server needs none. */
  readonly apiKey: string;
  readonly model: string;
  /** One that takes its time, to be interrupted. */
  readonly slowModel: string;
  close(): void;
}

const FIRST_LINE_MS = 10_000;

/**
 * The server that `HOLDFAST_PROVIDER_URL` names, else the scripted one, started as a process of its own. Its port is kept in
 * `folder` between starts: the panel remembers the address.
 */
export async function startDemoProvider(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<DemoProvider> {
  const baseUrl = env['HOLDFAST_PROVIDER_URL'];
  if (baseUrl) {
    const model = env['HOLDFAST_PROVIDER_MODEL'] ?? '';
    const apiKey = env['HOLDFAST_PROVIDER_KEY'] ?? '';
    return { name: baseUrl, baseUrl, apiKey, model, slowModel: model, close: () => {} };
  }
  const file = join(folder, 'model-server.json');
  const remembered: { baseUrl?: string } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const port = remembered.baseUrl === undefined ? '0' : new URL(remembered.baseUrl).port;
  const server = (await startScripted(port)) ?? (await startScripted('0'));
  if (server === undefined) throw new Error('The scripted model server did not start');
  writeFileSync(file, JSON.stringify({ baseUrl: server.baseUrl }));
  return { name: 'the scripted demo model', apiKey: '', model: 'demo', slowModel: 'demo-slow', ...server };
}

/** undefined = it could not listen there. It ends by itself when this process does. */
async function startScripted(port: string): Promise<{ baseUrl: string; close(): void } | undefined> {
  const program = join(ROOT, 'tests', 'support', 'model-server', 'main.ts');
  const child = spawn(process.execPath, [program, '--port', port], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdout.setEncoding('utf8');
  const line = await Promise.race([
    once(child.stdout, 'data', { signal: AbortSignal.timeout(FIRST_LINE_MS) }),
    once(child, 'exit'),
  ]);
  if (typeof line[0] !== 'string' || !line[0].startsWith('{')) return undefined;
  const { baseUrl } = JSON.parse(line[0]);
  return { baseUrl, close: () => child.kill() };
}
