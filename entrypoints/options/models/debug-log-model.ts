import { createModel, signal } from '@preact/signals';
import type { DebugEntry } from '../../sidepanel/debug-traffic.ts';

/** The newest that are kept, in memory only: enough to see how something came about. */
const MAX_ENTRIES = 500;

/** An entry, or several of one kind that came one after the other. */
export interface DebugRow extends DebugEntry {
  readonly id: number;
  readonly count: number;
}

/** What passed between the open pages and the background since this page was opened, newest first. */
export const DebugLogModel = createModel(() => {
  const rows = signal<readonly DebugRow[]>([]);
  let lastId = 0;

  function add(entry: DebugEntry): void {
    const [newest, ...older] = rows.peek();
    // A reply that streams would fill it within a second.
    if (newest && entry.kind === 'notification' && isSameKind(newest, entry)) {
      const row = { ...newest, atMs: entry.atMs, count: newest.count + 1, length: newest.length + entry.length };
      rows.value = [row, ...older];
      return;
    }
    rows.value = [{ ...entry, id: ++lastId, count: 1 }, ...rows.peek()].slice(0, MAX_ENTRIES);
  }

  function clear(): void {
    rows.value = [];
  }

  return { rows, add, clear };
});
export type DebugLogModel = InstanceType<typeof DebugLogModel>;

function isSameKind(one: DebugEntry, other: DebugEntry): boolean {
  return one.kind === other.kind && one.page === other.page && one.method === other.method;
}
