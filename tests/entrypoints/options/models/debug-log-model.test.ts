import { describe, expect, it } from 'vitest';
import { DebugLogModel } from '../../../../entrypoints/options/models/debug-log-model.ts';
import type { DebugEntry } from '../../../../entrypoints/sidepanel/debug-traffic.ts';

const request = (atMs: number): DebugEntry => ({
  ...{ atMs, page: 'panel', kind: 'request', method: 'sessions/list', length: 10, durationMs: 3, answerLength: 99 },
});
const delta = (atMs: number, page: 'panel' | 'options' = 'panel'): DebugEntry => ({
  ...{ atMs, page, kind: 'notification', method: 'chat/delta', length: 7 },
});

describe('DebugLogModel', () => {
  it('has the newest first, and notifications of one kind that follow each other in one row', () => {
    const log = new DebugLogModel();
    for (const entry of [request(1), delta(2), delta(3), delta(4), delta(5, 'options'), request(6)]) log.add(entry);
    expect(log.rows.value.map(({ atMs, count, length }) => [atMs, count, length])).toEqual([
      [6, 1, 10],
      [5, 1, 7],
      [4, 3, 21],
      [1, 1, 10],
    ]);
    log.clear();
    expect(log.rows.value).toEqual([]);
  });

  it('keeps the newest 500', () => {
    const log = new DebugLogModel();
    for (let at = 0; at < 600; at += 1) log.add(request(at));
    expect([log.rows.value.length, log.rows.value[0]?.atMs, log.rows.value.at(-1)?.atMs]).toEqual([500, 599, 100]);
  });
});
