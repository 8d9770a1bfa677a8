import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { announceRunning, runningHosts } from '../../native-host/running-hosts.ts';
import { temporaryFolder } from '../support/temporary-store.ts';

describe('runningHosts', () => {
  it('is whoever said so and still runs, with what it was installed in', () => {
    const locks = temporaryFolder();
    const home = '/data';
    expect(runningHosts(locks)).toEqual([]);
    const letGo = announceRunning(locks, join(home, 'host', '0.1.0+ab', 'main.mjs'), home);
    onTestFinished(letGo);
    expect(runningHosts(locks)).toEqual([{ pid: process.pid, folder: '0.1.0+ab' }]);
    letGo();
    expect(runningHosts(locks)).toEqual([]);
  });

  it('knows a host that was not installed', () => {
    const locks = temporaryFolder();
    onTestFinished(announceRunning(locks, '/checkout/main.mjs', '/data'));
    expect(runningHosts(locks)).toEqual([{ pid: process.pid, folder: undefined }]);
  });

  it('has the next host remove what a killed one has left', () => {
    const locks = temporaryFolder();
    writeFileSync(join(locks, 'host%20999999%20.db'), '');
    onTestFinished(announceRunning(locks, '/checkout/main.mjs', '/data'));
    expect(readdirSync(locks).filter((file) => file.endsWith('.db'))).toEqual([`host%20${process.pid}%20.db`]);
  });

  it('is none in a folder that is not there', () => {
    expect(runningHosts('/nowhere/at/all')).toEqual([]);
  });
});
