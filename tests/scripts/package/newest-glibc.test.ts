import { describe, expect, it } from 'vitest';
import { newestGlibc } from '../../../scripts/package/newest-glibc.ts';

describe('newestGlibc', () => {
  const program = (...names: string[]) => Buffer.from(names.map((name) => `${name}\0`).join('x\0'));

  it('is the newest version that any of the programs names', () => {
    const programs = [program('GLIBC_2.9', 'GLIBC_2.17'), program('GLIBC_2.2.5'), program('libc.so.6')];
    expect(newestGlibc(programs)).toBe('2.17');
  });

  it('takes no other word for a version', () => {
    expect(newestGlibc([program('GLIBC_PRIVATE', 'GLIBCXX_3.4.21', 'GLIBC_2.99 is not there yet')])).toBe('');
    expect(newestGlibc([])).toBe('');
  });
});
