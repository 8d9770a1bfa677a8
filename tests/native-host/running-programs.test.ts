import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { announceRunning, runningPrograms } from '../../native-host/running-programs.ts';
import { temporaryFolder } from '../support/temporary-store.ts';

describe('runningPrograms', () => {
  it('is whoever said so and still runs, with what it does and what it was installed in', () => {
    const locks = temporaryFolder();
    const home = '/data';
    const program = (name: string) => join(home, 'host', '0.1.0+ab', name);
    expect(runningPrograms(locks)).toEqual([]);
    const letGo = announceRunning(locks, 'host', program('main.mjs'), home);
    onTestFinished(letGo);
    expect(runningPrograms(locks)).toEqual([{ work: 'host', pid: process.pid, folder: '0.1.0+ab' }]);
    letGo();
    onTestFinished(announceRunning(locks, 'reply', program('reply-worker.mjs'), home));
    expect(runningPrograms(locks)).toEqual([{ work: 'reply', pid: process.pid, folder: '0.1.0+ab' }]);
  });

  it('knows a host that was not installed', () => {
    const locks = temporaryFolder();
    onTestFinished(announceRunning(locks, 'host', '/checkout/main.mjs', '/data'));
    expect(runningPrograms(locks)).toEqual([{ work: 'host', pid: process.pid, folder: undefined }]);
  });

  it('knows what a host was installed in where the data folder is named by a link', () => {
    const place = temporaryFolder();
    const [locks, real, home] = ['locks', 'disk', 'link'].map((name) => join(place, name)) as [string, string, string];
    mkdirSync(locks);
    mkdirSync(join(real, 'host', '0.1.0'), { recursive: true });
    symlinkSync(real, home, 'dir');
    onTestFinished(announceRunning(locks, 'host', join(real, 'host', '0.1.0', 'main.mjs'), home));
    expect(runningPrograms(locks)).toEqual([{ work: 'host', pid: process.pid, folder: '0.1.0' }]);
  });

  it('has the next host remove what a killed one has left', () => {
    const locks = temporaryFolder();
    writeFileSync(join(locks, 'host%20999999%20.db'), '');
    writeFileSync(join(locks, 'reply%20999998%20.db'), '');
    onTestFinished(announceRunning(locks, 'host', '/checkout/main.mjs', '/data'));
    expect(readdirSync(locks).filter((file) => file.endsWith('.db'))).toEqual([`host%20${process.pid}%20.db`]);
  });

  it('is none in a folder that is not there', () => {
    expect(runningPrograms('/nowhere/at/all')).toEqual([]);
  });
});
