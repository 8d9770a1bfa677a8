import { signal } from '@preact/signals';
import type { Snapshot, SnapshotMark } from '../../../lib/protocol/snapshot-shapes.ts';
import { normalizeTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { Client } from '../../../lib/rpc/client.ts';

/** Most that one answer has. */
const PAGE = 200;

/** What is told of snapshots beside their moment and kind, read where it is looked at. */
export function createSnapshotDetails(client: Client) {
  const found = signal<ReadonlyMap<string, Snapshot>>(new Map());
  /** Asked for, whatever came of it. */
  const asked = new Set<string>();

  /** Reads of those, which are next to each other (in a session, where one is named) and newest first, what is not known yet. */
  async function want(marks: readonly SnapshotMark[], sessionId?: string | null): Promise<void> {
    const missing = marks.filter(({ id }) => !asked.has(id)).slice(0, PAGE);
    const [newest, oldest] = [missing[0], missing.at(-1)];
    if (!newest || !oldest) return;
    for (const { id } of missing) asked.add(id);
    const [from, last] = [normalizeTimestamp(oldest.timestamp), normalizeTimestamp(newest.timestamp)];
    // What other programs wrote can have a time that cannot be asked for.
    const isOdd = from === undefined || last === undefined;
    try {
      if (isOdd) {
        for (const { id } of missing) put((await client.call('snapshots/get', { id })).snapshot);
        return;
      }
      const to = new Date(Date.parse(last) + 1).toISOString();
      const { snapshots } = await client.call('snapshots/list', {
        from,
        to,
        limit: PAGE,
        ...(sessionId && { sessionId }),
      });
      putAll(snapshots);
      const told = new Set(snapshots.map(({ id }) => id));
      // Many of one moment, or others between them: each by itself.
      for (const { id } of missing) if (!told.has(id)) put((await client.call('snapshots/get', { id })).snapshot);
    } catch {
      // Gone meanwhile, or no host: asked again when it is looked at again.
      for (const { id } of missing) if (!found.peek().has(id)) asked.delete(id);
    }
  }

  function put(snapshot: Snapshot): void {
    putAll([snapshot]);
  }

  function putAll(snapshots: readonly Snapshot[]): void {
    found.value = new Map([...found.peek(), ...snapshots.map((one) => [one.id, one] as const)]);
  }

  /** What is known may be old: it is shown until it is read again. */
  function forget(): void {
    asked.clear();
  }

  return { found, want, put, forget };
}
