import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PATIENCE } from '../../native-host/begin-immediate.ts';
import { holdStore, isStoreWanted, takeStoreAlone } from '../../native-host/store-lock.ts';
import { runProgram } from '../support/programs/run-program.ts';
import { temporaryFolder } from '../support/temporary-store.ts';

function hold(locks: string): (() => void) | undefined {
  const letGo = holdStore(locks);
  if (letGo) onTestFinished(letGo);
  return letGo;
}

describe('holdStore', () => {
  it('is shared by processes, and leaves one file', async () => {
    const locks = temporaryFolder();
    const other = runProgram('hold-store', [locks]);
    await other.printed('held');
    const letGo = hold(locks);
    expect(letGo).toBeDefined();
    expect(hold(locks)).toBeDefined();
    letGo?.();
    expect(readdirSync(locks)).toEqual(['store.db']);
  });

  it('waits for its turn while another process has the store alone, whose death gives it free', async () => {
    const locks = temporaryFolder();
    const owner = runProgram('take-store', [locks]);
    await owner.printed('alone');
    expect(isStoreWanted(locks)).toBe(true);
    expect(hold(locks)).toBeUndefined();
    owner.child.kill('SIGKILL');
    await owner.ended;
    expect(hold(locks)).toBeDefined();
    expect(existsSync(join(locks, 'store.wanted'))).toBe(false);
  });
});

describe('takeStoreAlone', () => {
  it('asks the others to let go, and leaves nothing behind', async () => {
    const locks = temporaryFolder();
    const others = [runProgram('hold-store', [locks]), runProgram('hold-store', [locks])];
    for (const other of others) await other.printed('held');
    const release = takeStoreAlone(locks, 5000, PATIENCE);
    expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(readdirSync(locks).sort()).toEqual(['store-wanted.db', 'store.db', 'store.wanted']);
    release();
    expect(readdirSync(locks)).toEqual([]);
    expect(hold(locks)).toBeDefined();
  });

  it('does not take it from a process that keeps it, and takes the asking back', async () => {
    const locks = temporaryFolder();
    const other = runProgram('hold-store', [locks, 'stubborn']);
    await other.printed('held');
    expect(() => takeStoreAlone(locks, 100, PATIENCE)).toThrow(expect.objectContaining({ code: 'busy' }));
    expect(isStoreWanted(locks)).toBe(false);
    other.child.kill('SIGKILL');
    await other.ended;
    takeStoreAlone(locks, 100, PATIENCE)();
  });

  it('waits its turn behind another one that asks', async () => {
    const locks = temporaryFolder();
    const first = runProgram('take-store', [locks]);
    await first.printed('alone');
    const second = runProgram('take-store', [locks]);
    await second.printed('asking');
    expect(() => takeStoreAlone(locks, 100, PATIENCE)).toThrow(expect.objectContaining({ code: 'busy' }));
    first.child.kill('SIGKILL');
    await second.printed('alone');
  });
});
