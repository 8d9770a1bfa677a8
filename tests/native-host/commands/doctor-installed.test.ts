import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorLine } from '../../../native-host/commands/doctor-lines.ts';
import { launcherFileName } from '../../../native-host/install/launcher.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { builtProgram } from '../../support/built-program.ts';
import { aRuntime } from '../../support/install-places.ts';

/** One installation for all tests. */
const folder = mkdtempSync(join(tmpdir(), 'doctor ä '));
const profile = join(folder, 'my profile');
const data =
  process.platform === 'darwin'
    ? join(folder, 'Library', 'Application Support', 'holdfast')
    : join(folder, '.local', 'share', 'holdfast');
const host = join(data, 'host', packageJson.version);
const manifest = join(profile, 'NativeMessagingHosts', 'app.holdfast.host.json');
const launcher = join(host, launcherFileName(process.platform));

/** Nothing of this process but what every login has, and no Node on the path. */
const env = { HOME: folder, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' };

function run(program: string, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8', env });
  return { stdout, stderr, status };
}

/** By the installed host itself, where its runtime is whole. */
function doctor(runtime = join(host, 'node')) {
  const { stdout, status, stderr } = run(runtime, join(host, 'cli.mjs'), 'doctor', '--json');
  if (stdout === '') throw new Error(stderr);
  const { installation, checks } = JSON.parse(stdout) as { installation: DoctorLine[]; checks: DoctorLine[] };
  return { installation, checks, status };
}

function wrongNow(runtime?: string) {
  return wrongOf(doctor(runtime));
}

function wrongOf({ installation, checks, status }: ReturnType<typeof doctor>) {
  const wrong = [...installation, ...checks].filter(({ verdict }) => verdict === 'wrong');
  // What is wrong says what to do.
  expect(wrong.filter(({ cure }) => cure === undefined)).toEqual([]);
  return { names: wrong.map(({ name }) => name), status };
}

/** Has a file be something else for as long as `work` takes. */
function changed<Result>(file: string, change: (file: string) => void, work: () => Result): Result {
  const kept = join(folder, 'kept');
  const { mode } = statSync(file);
  copyFileSync(file, kept);
  try {
    change(file);
    return work();
  } finally {
    copyFileSync(kept, file);
    chmodSync(file, mode);
  }
}

const replacedBy = (text: string) => (file: string) => writeFileSync(file, text);
const module = join(
  host,
  ...['node_modules', 'better-sqlite3', 'prebuilds', `${process.platform}-${process.arch}.node`],
);

describe.skipIf(process.platform === 'win32')('holdfast doctor, of an installed host', { timeout: 120_000 }, () => {
  beforeAll(() => {
    const installed = run(aRuntime(folder), builtProgram('cli'), 'install', '--profile', profile);
    expect(installed.stderr).not.toContain('holdfast:');
    expect(installed.status).toBe(0);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds all of it well, by the tool that a person starts', () => {
    const { stdout, status } = run(join(data, 'host', 'holdfast'), 'doctor', '--json');
    const { installation, checks } = JSON.parse(stdout) as { installation: DoctorLine[]; checks: DoctorLine[] };
    // A browser of this machine is none of this home.
    const told = installation.filter(({ evidence }) => !evidence.startsWith('it is not told'));
    expect({ status, checks: checks.filter(({ verdict }) => verdict !== 'ok') }).toEqual({ status: 0, checks: [] });
    expect(told.map(({ name, verdict }) => [name, verdict])).toEqual(
      [
        ...['installed', 'launcher', 'files', 'runtime', 'native module', 'answer'],
        ...['profile', 'origin', 'data folder', 'file system', 'running', 'host log'],
      ].map((name) => [name, 'ok']),
    );
  });

  it('shows the same to a person, without colours where nobody looks', () => {
    const { stdout } = run(join(data, 'host', 'holdfast'), 'doctor');
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`ok  installed       version ${packageJson.version}, in ${host}`);
    expect(lines).toContain(`ok  profile         ${manifest}`);
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    ['its launcher is gone', launcher, (file: string) => rmSync(file), ['launcher', 'answer', 'profile']],
    ['its launcher may not be executed', launcher, (file: string) => chmodSync(file, 0o644), ['launcher', 'answer']],
    [
      'its launcher is of another program',
      launcher,
      replacedBy('#!/bin/sh\nexit 3\n'),
      ['launcher', 'answer', 'profile'],
    ],
    ['a program of it is cut off', join(host, 'maintenance.mjs'), replacedBy('import'), ['files']],
    ['its manifest names another program', manifest, replacedBy('{"path":"/bin/sh"}'), ['profile']],
    ['its manifest is half a file', manifest, replacedBy('{"path":'), ['profile']],
    [
      'another extension may start it',
      manifest,
      (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(/extension:..\w+/, 'extension://abc')),
      ['origin'],
    ],
  ])('tells where %s', (_, file, change, names) => {
    changed(file, change, () => expect(wrongNow()).toEqual({ names, status: 1 }));
  });

  it('runs by another Node where its own is no program', () => {
    changed(join(host, 'node'), replacedBy('no program'), () =>
      expect(wrongNow(process.execPath)).toEqual({
        names: ['files', 'runtime', 'native module', 'answer'],
        status: 1,
      }),
    );
  });

  it.each([
    ['damaged', replacedBy('no module')],
    ['gone', (file: string) => rmSync(file)],
  ])('runs, and looks at what it can, where SQLite is %s', (_, change) => {
    changed(module, change, () => {
      const told = doctor();
      expect(wrongOf(told)).toEqual({ names: ['files', 'native module', 'answer', 'store'], status: 1 });
      const { checks } = told;
      expect(checks.map(({ name, verdict }) => [name, verdict])).toEqual([
        ['store', 'wrong'],
        ['permissions', 'ok'],
        ['free space', 'ok'],
      ]);
      expect(checks[0]?.evidence).toBe(
        'it could not be looked at, since SQLite cannot be loaded here; nothing was changed',
      );
    });
  });

  it('tells where others may enter the data folder, and that the last host failed', () => {
    chmodSync(data, 0o755);
    const log = join(data, 'logs', 'host.log');
    mkdirSync(join(data, 'logs'), { recursive: true, mode: 0o700 });
    const time = new Date().toISOString();
    writeFileSync(log, `{"level":60,"time":"${time}","pid":1,"msg":"unexpected error"}\n`, { mode: 0o600 });
    expect(wrongNow()).toEqual({ names: ['host log', 'permissions'], status: 1 });
    rmSync(log);
    chmodSync(data, 0o700);
  });

  it('says which data folder it looks at, and which host a browser starts, where HOLDFAST_HOME names another', () => {
    const other = join(folder, 'other');
    mkdirSync(join(folder, '.config', 'chromium'), { recursive: true });
    run(join(data, 'host', 'holdfast'), 'install', '--browser', 'chromium');
    const { stdout, status } = spawnSync(join(data, 'host', 'holdfast'), ['doctor', '--json'], {
      encoding: 'utf8',
      env: { ...env, HOLDFAST_HOME: other },
    });
    const { installation } = JSON.parse(stdout) as { installation: DoctorLine[] };
    const evidence = (name: string) => installation.find((line) => line.name === name)?.evidence;
    expect({ status, notes: installation.filter(({ verdict }) => verdict === 'wrong') }).toEqual({
      status: 0,
      notes: [],
    });
    expect(evidence('installed')).toContain(`no host is installed in ${join(other, 'host')}`);
    if (process.platform === 'linux') {
      expect(evidence('chromium')).toBe(`it starts the host of another data folder, ${launcher}`);
    }
  });

  it('finds all of it well again', () => {
    expect(wrongNow()).toEqual({ names: [], status: 0 });
  });
});
