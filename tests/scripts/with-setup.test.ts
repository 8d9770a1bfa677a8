import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

/** A repository as a clone gives it, and an `npm` that notes how it was called and installs a Node. */
let folder: string;
let npmLog: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'with setup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  npmLog = join(folder, 'npm.log');
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'scripts'));
  cpSync(join(import.meta.dirname, '../../scripts/with-setup.mjs'), join(folder, 'scripts/with-setup.mjs'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', optionalDependencies: { 'node-here': '26.10.0', 'node-elsewhere': '26.10.0' } }),
  );
  writeLock('1.0.0');
  writeFileSync(
    join(folder, 'program.ts'),
    'const text: string = process.argv.slice(2).join("|"); console.log(text); if (text === "fail") process.exit(7);',
  );
  writeFileSync(
    join(folder, 'bin', 'npm'),
    `#!/bin/sh
echo "$@" >> '${npmLog}'
[ -n "$NPM_FAILS" ] && exit 5
mkdir -p node_modules/.bin node_modules/node-here
cp package-lock.json node_modules/.package-lock.json
ln -sf '${process.execPath}' node_modules/node-here/node
echo '{"bin":{"node":"node"},"os":["${process.platform}"],"cpu":"${process.arch}"}' > node_modules/node-here/package.json
`,
  );
  chmodSync(join(folder, 'bin', 'npm'), 0o755);
});

function writeLock(version: string): void {
  const packages = {
    '': {},
    'node_modules/a': { version, integrity: `sha-${version}` },
    'node_modules/node-elsewhere': { version: '26.10.0', optional: true },
  };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
}

function withSetup(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/with-setup.mjs', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, ...env },
  });
  return { stdout, stderr, status };
}

function npmCalls(): string[] {
  return existsSync(npmLog) ? readFileSync(npmLog, 'utf8').trim().split('\n') : [];
}

describe.skipIf(process.platform === 'win32')('with-setup', () => {
  it('installs what the lockfile names, development tools and the pinned Node included, then runs the program', () => {
    const { stdout, stderr, status } = withSetup(['program.ts', 'a', 'b c']);
    expect({ stdout, status }).toEqual({ stdout: 'a|b c\n', status: 0 });
    expect(stderr).toMatch(/^set-up: no dependencies yet: npm ci\nset-up: dependencies installed in [\d.]+ s\n$/);
    expect(npmCalls()).toEqual(['ci --include=dev --include=optional --no-audit --no-fund --loglevel=error']);
  });

  it('does and says nothing when all is there', () => {
    withSetup(['program.ts']);
    expect(withSetup(['program.ts', 'x'])).toEqual({ stdout: 'x\n', stderr: '', status: 0 });
    expect(npmCalls()).toHaveLength(1);
  });

  it('installs again when the lockfile has changed', () => {
    withSetup(['program.ts']);
    writeLock('1.0.1');
    expect(withSetup(['program.ts']).stderr).toContain('node_modules/a is not the locked 1.0.1: npm ci');
    expect(npmCalls()).toHaveLength(2);
  });

  it("takes a person's own npm ci for done", () => {
    withSetup(['program.ts']);
    rmSync(join(folder, 'node_modules', '.holdfast-setup.json'));
    expect(withSetup(['program.ts', 'x'])).toEqual({ stdout: 'x\n', stderr: '', status: 0 });
    expect(npmCalls()).toHaveLength(1);
  });

  it('uses a Node that is new enough where there is no pinned one', () => {
    withSetup(['program.ts']);
    rmSync(join(folder, 'node_modules', 'node-here'), { recursive: true });
    expect(withSetup(['program.ts', 'x'])).toEqual({ stdout: 'x\n', stderr: '', status: 0 });
  });

  it('says what to do when npm ci fails, and runs nothing', () => {
    const { stdout, stderr, status } = withSetup(['program.ts'], { NPM_FAILS: '1' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain('npm ci failed (exit code 5)');
    expect(stderr).toContain('registry');
  });

  it('says when npm is not there', () => {
    const { stderr, status } = withSetup(['program.ts'], { PATH: '/nowhere' });
    expect(status).toBe(1);
    expect(stderr).toContain('npm could not be started');
  });

  it('ends as the program ends', () => {
    expect(withSetup(['program.ts', 'fail']).status).toBe(7);
    expect(withSetup([])).toMatchObject({ stdout: '', status: 2 });
  });

  it('passes SIGTERM on', async () => {
    withSetup(['program.ts']);
    writeFileSync(
      join(folder, 'waits.ts'),
      'process.on("SIGTERM", () => { console.log("told"); process.exitCode = 3; clearInterval(t); }); const t = setInterval(() => {}, 1000); console.log("ready");',
    );
    const child = spawn(process.execPath, ['scripts/with-setup.mjs', 'waits.ts'], { cwd: folder, stdio: 'pipe' });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('ready')) child.kill('SIGTERM');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ output, code }).toEqual({ output: 'ready\ntold\n', code: 3 });
  });
});
