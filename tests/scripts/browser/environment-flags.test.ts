import { describe, expect, it } from 'vitest';
import { confinementOf, environmentFlags } from '../../../scripts/browser/environment-flags.ts';

describe('environmentFlags', () => {
  it('adds nothing on a usual desktop', () => {
    expect(environmentFlags({ withoutSandbox: false, withoutSharedMemory: false })).toEqual([]);
  });

  it('adds only what is missing', () => {
    expect(environmentFlags({ withoutSandbox: true, withoutSharedMemory: false })).toEqual(['--no-sandbox']);
    expect(environmentFlags({ withoutSandbox: false, withoutSharedMemory: true })).toEqual(['--disable-dev-shm-usage']);
  });
});

describe('confinementOf', () => {
  it('goes without a sandbox as root, where Chromium has none', () => {
    const isRoot = process.getuid?.() === 0;
    expect(confinementOf('/usr/bin/chromium').withoutSandbox || !isRoot).toBe(true);
  });
});
