import { describe, expect, it } from 'vitest';
import { originOf } from '../../../../entrypoints/sidepanel/views/session-origin.ts';

describe('originOf', () => {
  it('names a branch and the message that it starts at, where there is a parent that has it', () => {
    const branch = { branchName: 'retry', parentSessionId: 's1', branchPoint: 4 };
    expect(originOf(branch)).toBe(' · Branch: retry, from message 4');
    expect(originOf({ ...branch, branchPoint: 0 })).toBe(' · Branch: retry, from the start');
    expect(originOf({ ...branch, branchPoint: null })).toBe(' · Branch: retry');
    expect(originOf({ ...branch, parentSessionId: null })).toBe(' · Branch: retry');
    expect([originOf({ ...branch, branchName: 'main' }), originOf({ ...branch, branchName: null })]).toEqual(['', '']);
  });
});
