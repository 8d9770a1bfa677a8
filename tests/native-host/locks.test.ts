import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimLock } from '../../native-host/locks.ts';
import { runProgram } from '../support/programs/run-program.ts';
import { temporaryFolder } from '../support/temporary-store.ts';

/** Claims a lock that is let go at the end of the test. */
function claim(folder: string, name: string): (() => void) | undefined {
  const release = claimLock(folder, name);
  if (release) onTestFinished(release);
  return release;
}

describe('claimLock', () => {
  it('has one owner at a time, also within a process', () => {
    const folder = temporaryFolder();
    const release = claim(folder, 'a');
    expect(release).toBeDefined();
    expect(claim(folder, 'a')).toBeUndefined();
    expect(claim(folder, 'b')).toBeDefined();
    release?.();
    expect(claim(folder, 'a')).toBeDefined();
  });

  it('leaves no file behind', () => {
    const folder = temporaryFolder();
    claimLock(folder, 'reply-1')?.();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes any name, and stays in its folder', () => {
    const folder = temporaryFolder();
    for (const name of ['../x', 'a/b', 'ä "漢"', 'CON', '%2e']) expect(claim(folder, name)).toBeDefined();
    expect(readdirSync(folder).filter((file) => file.endsWith('.db'))).toHaveLength(5);
  });

  it('says why a lock cannot be had at all', () => {
    expect(() => claimLock('/nowhere/at/all', 'a')).toThrow(expect.objectContaining({ code: 'read-only' }));
  });

  it('lets nobody in beside an owner, however often it changes hands', async () => {
    const folder = temporaryFolder();
    const all = Array.from({ length: 3 }, () => runProgram('contend-for-lock', [folder, '400']));
    expect(await Promise.all(all.map(({ ended }) => ended))).toEqual([0, 0, 0]);
  });

  it('excludes other processes, and is free when its owner is killed', async () => {
    const folder = temporaryFolder();
    const owner = runProgram('hold-lock', [folder, 'a']);
    await owner.printed('mine');
    expect(claim(folder, 'a')).toBeUndefined();
    expect(claim(folder, 'b')).toBeDefined();
    owner.child.kill('SIGKILL');
    await owner.ended;
    expect(claim(folder, 'a')).toBeDefined();
    const late = runProgram('hold-lock', [folder, 'a']);
    await late.printed('taken');
    expect(await late.ended).toBe(0);
  });
});
