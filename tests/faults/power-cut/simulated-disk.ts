import type { Random } from '../../support/rounds.ts';
import type { DiskEvent, FileImages } from './disk-events.ts';

/** Written whole or not at all, also by disks that tear. */
const SECTOR_BYTES = 512;

/**
 * A disk with a cache that loses power. What was synced is there: a file's bytes after a sync of the file, its name after a
 * sync of its folder. Of everything else a cut leaves what `pickSurvivors` picks.
 */
export interface SimulatedDisk {
  apply(event: DiskEvent): void;
  /** The files after a cut now. The disk goes on as if there had been none. */
  cut(random: Random): FileImages;
  /** The files as the programs see them now. */
  current(): FileImages;
}

interface Node {
  /** What a cut cannot take. */
  synced: Buffer;
  pending: PendingWrite[];
}

interface PendingBytes {
  readonly order: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

interface PendingSize {
  readonly order: number;
  readonly sizeBytes: number;
}

type PendingWrite = PendingBytes | PendingSize;

/** A change of names that its folder was not synced after. */
interface PendingName {
  readonly order: number;
  readonly folder: string;
  readonly names: readonly string[];
  readonly apply: (names: Map<string, Node | undefined>) => void;
}

export function createSimulatedDisk(initial: FileImages): SimulatedDisk {
  /** undefined = a folder. */
  const names = new Map<string, Node | undefined>();
  for (const [path, bytes] of initial) names.set(path, bytes && { synced: bytes, pending: [] });
  const syncedNames = new Map(names);
  let pendingNames: PendingName[] = [];
  let order = 0;

  function rename(changed: readonly string[], apply: PendingName['apply']): void {
    apply(names);
    const folder = folderOf(changed.at(-1) ?? '');
    pendingNames.push({ order: order++, folder, names: changed, apply });
  }

  function nodeAt(path: string): Node {
    const node = names.get(path);
    if (!node) throw new Error(`The trace writes to ${path}, which nobody created.`);
    return node;
  }

  function sync(path: string): void {
    const node = names.get(path);
    if (node) {
      node.synced = written(node.synced, node.pending);
      node.pending = [];
      return;
    }
    for (const change of pendingNames) if (change.folder === path) change.apply(syncedNames);
    pendingNames = pendingNames.filter(({ folder }) => folder !== path);
  }

  function pendingWrites(): PendingWrite[] {
    const nodes = new Set([...names.values(), ...syncedNames.values()]);
    return [...nodes].flatMap((node) => node?.pending ?? []);
  }

  return {
    apply(event) {
      switch (event.kind) {
        case 'create': {
          const node: Node = { synced: Buffer.alloc(0), pending: [] };
          return rename([event.path], (target) => void target.set(event.path, node));
        }
        case 'mkdir':
          return rename([event.path], (target) => void target.set(event.path, undefined));
        case 'unlink':
          return rename([event.path], (target) => void target.delete(event.path));
        case 'rename':
          return rename([event.path, event.to], (target) => move(target, event.path, event.to));
        case 'write':
          return void nodeAt(event.path).pending.push({ order: order++, offset: event.offset, bytes: event.bytes });
        case 'truncate':
          return void nodeAt(event.path).pending.push({ order: order++, sizeBytes: event.sizeBytes });
        case 'sync':
          return sync(event.path);
        case 'say':
          return;
      }
    },
    cut(random) {
      const survives = pickSurvivors(
        random,
        [...pendingNames, ...pendingWrites()].map((change) => change.order),
      );
      const left = new Map(syncedNames);
      const lostNames = new Set<string>();
      for (const change of pendingNames) {
        // What builds on a change that did not survive cannot have survived.
        if (survives.change(change.order) && !change.names.some((name) => lostNames.has(name))) change.apply(left);
        else for (const name of change.names) lostNames.add(name);
      }
      return imagesOf(left, (node) => survivingBytes(node, survives, random));
    },
    current: () => imagesOf(names, (node) => written(node.synced, node.pending)),
  };
}

/** What a cut leaves of what was not synced. */
interface Survivors {
  change(order: number): boolean;
  sector(order: number): boolean;
}

const nothing = () => false;
const everything = () => true;

/** One of the ways in which caches lose: all, the newest, any, any sector, all but one. */
function pickSurvivors(random: Random, orders: readonly number[]): Survivors {
  const way = random.below(8);
  const share = 0.05 + 0.9 * random.next();
  const any = () => random.chance(share);
  if (way === 0 || orders.length === 0) return { change: nothing, sector: nothing };
  if (way === 1) return { change: everything, sector: everything };
  if (way <= 3) {
    const sorted = orders.toSorted((a, b) => a - b);
    const last = sorted[random.below(sorted.length)] ?? 0;
    // The last write is torn.
    return { change: (order) => order <= last, sector: (order) => order < last || (order === last && any()) };
  }
  if (way === 4) {
    const lost = random.pick(orders);
    return { change: (order) => order !== lost, sector: (order) => order !== lost };
  }
  if (way === 5) return { change: any, sector: any };
  const kept = new Map(orders.map((order) => [order, any()]));
  const isKept = (order: number) => kept.get(order) ?? false;
  return { change: isKept, sector: way === 6 ? isKept : (order) => isKept(order) && random.chance(0.7) };
}

function survivingBytes(node: Node, survives: Survivors, random: Random): Buffer {
  const left: PendingWrite[] = [];
  for (const write of node.pending) {
    if ('sizeBytes' in write) {
      if (survives.change(write.order)) left.push(write);
    } else {
      for (const sector of sectorsOf(write)) if (survives.sector(write.order)) left.push(sector);
    }
  }
  const bytes = written(node.synced, left);
  // The size may reach the disk without the bytes.
  const full = node.pending.length > 0 && random.chance(0.25) ? sizeAfter(node.synced.length, node.pending) : 0;
  return full > bytes.length ? Buffer.concat([bytes], full) : bytes;
}

function* sectorsOf({ order, offset, bytes }: PendingBytes): Generator<PendingBytes> {
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + SECTOR_BYTES - ((offset + at) % SECTOR_BYTES));
    yield { order, offset: offset + at, bytes: bytes.subarray(at, end) };
    at = end;
  }
}

/** A file's bytes after writes; the same buffer when there are none. */
function written(before: Buffer, writes: readonly PendingWrite[]): Buffer {
  if (writes.length === 0) return before;
  let size = before.length;
  const bytes = Buffer.alloc(Math.max(size, largestSize(size, writes)));
  before.copy(bytes);
  for (const write of writes) {
    if ('sizeBytes' in write) {
      bytes.fill(0, Math.min(size, write.sizeBytes));
      size = write.sizeBytes;
    } else {
      write.bytes.copy(bytes, write.offset);
      size = Math.max(size, write.offset + write.bytes.length);
    }
  }
  return bytes.subarray(0, size);
}

function largestSize(size: number, writes: readonly PendingWrite[]): number {
  return writes.reduce(
    (largest, write) => Math.max(largest, 'sizeBytes' in write ? write.sizeBytes : write.offset + write.bytes.length),
    size,
  );
}

function sizeAfter(size: number, writes: readonly PendingWrite[]): number {
  return writes.reduce(
    (now, write) => ('sizeBytes' in write ? write.sizeBytes : Math.max(now, write.offset + write.bytes.length)),
    size,
  );
}

/** Files whose folder is not there are not there either. */
function imagesOf(names: ReadonlyMap<string, Node | undefined>, bytesOf: (node: Node) => Buffer): FileImages {
  const images = new Map<string, Buffer | undefined>();
  for (const path of [...names.keys()].toSorted()) {
    const folder = folderOf(path);
    if (folder !== '' && !names.has(folder)) continue;
    const node = names.get(path);
    images.set(path, node && bytesOf(node));
  }
  return images;
}

function move(names: Map<string, Node | undefined>, from: string, to: string): void {
  for (const [path, node] of [...names]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    names.delete(path);
    names.set(to + path.slice(from.length), node);
  }
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
