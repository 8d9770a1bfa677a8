import type { LoggedChange } from './logged-change.ts';

/** What an image says of itself. */
export interface ImageHeader {
  readonly storeId: string;
  /** Counts the images of a store: a later one is newer. */
  readonly generation: number;
  /** In bytes. */
  readonly length: number;
  /** Hex. */
  readonly sha256: string;
  /** The last change that the image has. */
  readonly number: number;
  /** Sessions and messages together, to tell how much was lost when all is. */
  readonly rows: number;
}

/** A store as it lies on the disk: an image, and what was changed since. */
export interface KeptStore {
  readonly header: ImageHeader;
  readonly image: Uint8Array;
  /** In order, from `header.number + 1` on, without a gap. */
  readonly log: readonly LoggedChange[];
  /** The last change that this place should have: a newer image, or the log, says so. */
  readonly lastNumber: number;
}

/** How far a place has a store, without reading all of it. */
export interface KeptTo {
  readonly storeId: string;
  readonly generation: number;
  /** The last change of the log. */
  readonly number: number;
}

/** A place on the disk for the store in memory. Every promise resolves when the disk has it, and rejects with what the browser says. */
export interface Keep {
  /** The newest whole image with its log; undefined: there is none. */
  load(): Promise<KeptStore | undefined>;
  keptTo(): Promise<KeptTo | undefined>;
  append(changes: readonly LoggedChange[]): Promise<void>;
  /** Keeps an image beside the one before; what only older ones need is removed. */
  putImage(header: ImageHeader, image: Uint8Array): Promise<void>;
  /** Removes everything. */
  clear(): Promise<void>;
}

/** How many images are kept: when the newest is damaged, the one before gives the same with a longer log. */
export const KEPT_GENERATIONS = 2;

/** SHA-256, hex. */
export type Digest = (bytes: Uint8Array) => Promise<string>;

/** Whether an image is what was written. */
export async function isWhole(header: ImageHeader, image: Uint8Array, digest: Digest): Promise<boolean> {
  return image.length === header.length && (await digest(image)) === header.sha256;
}

/** The last change that can be read back. */
export function reachedBy({ header, log }: Pick<KeptStore, 'header' | 'log'>): number {
  return log.at(-1)?.number ?? header.number;
}

/** The changes that follow on `number` without a gap, in order. */
export function changesAfter(number: number, changes: readonly LoggedChange[]): LoggedChange[] {
  const later = changes.filter((change) => change.number > number);
  const once = new Map(later.map((change) => [change.number, change]));
  const sorted = [...once.values()].sort((a, b) => a.number - b.number);
  return sorted.filter((change, index) => change.number === number + 1 + index);
}
