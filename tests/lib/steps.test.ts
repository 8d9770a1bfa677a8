import { describe, expect, it } from 'vitest';
import { inStretch, runSteps, runWithPauses, type Steps } from '../../lib/steps.ts';

/** Work in three slices that notes its end. */
function* work(notes: string[]): Steps<string> {
  try {
    for (const done of [0, 0.5, 1]) {
      notes.push(`slice ${done}`);
      yield done;
    }
    return 'result';
  } finally {
    notes.push('cleaned up');
  }
}

const WHOLE = { from: 0, to: 1, step: 'working' };

describe('runSteps', () => {
  it('does all of it and returns what comes out', () => {
    const notes: string[] = [];
    expect(runSteps(work(notes))).toBe('result');
    expect(notes).toEqual(['slice 0', 'slice 0.5', 'slice 1', 'cleaned up']);
  });
});

describe('runWithPauses', () => {
  it('tells after each slice how far it is, in its stretch of the job, and pauses', async () => {
    const told: [number, string][] = [];
    let pauses = 0;
    const place = {
      onProgress: (progress: number, step: string) => void told.push([progress, step]),
      pause: async () => void pauses++,
    };
    expect(await runWithPauses(work([]), place, { from: 0.5, to: 0.9, step: 'working' })).toBe('result');
    expect(told.map(([progress]) => progress)).toEqual([0.5, 0.5, 0.7, 0.9]);
    expect(new Set(told.map(([, step]) => step))).toEqual(new Set(['working']));
    expect(pauses).toBe(3);
  });

  it('lets the work clean up when a pause ends it', async () => {
    const notes: string[] = [];
    const place = { onProgress: () => {}, pause: () => Promise.reject(new Error('cancelled')) };
    await expect(runWithPauses(work(notes), place, WHOLE)).rejects.toThrow('cancelled');
    expect(notes).toEqual(['slice 0', 'cleaned up']);
  });
});

describe('inStretch', () => {
  it('tells the same work as what comes after a part of a larger one', () => {
    expect([...inStretch(work([]), 0.5)]).toEqual([0.5, 0.75, 1]);
  });

  it('lets the inner work clean up when the outer one is ended', () => {
    const notes: string[] = [];
    for (const _ of inStretch(work(notes), 0)) break;
    expect(notes).toEqual(['slice 0', 'cleaned up']);
  });
});
