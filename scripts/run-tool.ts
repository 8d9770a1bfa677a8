import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

export interface ToolRun {
  readonly ok: boolean;
  /** Everything it printed; empty when it printed to the terminal itself. */
  readonly output: string;
  readonly durationMs: number;
}

export interface ToolOptions {
  /** true: prints to the terminal as it goes. */
  readonly live?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a package's command with this very Node, without a shell: the same on every system. Never rejects. */
export function runTool(
  name: string,
  args: readonly string[],
  { live = false, env }: ToolOptions = {},
): Promise<ToolRun> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [toolFile(name), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) =>
      resolve({ ok: false, output: `${output}${error.message}`, durationMs: since(startedAt) }),
    );
    child.on('close', (code) => resolve({ ok: code === 0, output, durationMs: since(startedAt) }));
  });
}

/** The JavaScript file behind a command: what npm links into node_modules/.bin, which differs on Windows. */
function toolFile(name: string): string {
  const packageName = PACKAGES[name] ?? name;
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}

/** Commands that are named otherwise than their package. */
const PACKAGES: Readonly<Record<string, string>> = {
  biome: '@biomejs/biome',
  playwright: '@playwright/test',
  tsc: 'typescript',
};

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
