import { AppError } from '../../../../lib/protocol/errors.ts';
import type { ParsedParams, Result } from '../../../../lib/protocol/methods.ts';
import type { ByteSource } from '../../../../lib/transfer/byte-source.ts';
import { joinBytes } from '../../../../lib/transfer/text-of.ts';
import { outOfOrder, requireModestPart, UPLOAD_MAX_AGE_MS, uploadGone } from '../../../../lib/transfer/upload-rules.ts';
import type { Folder } from '../folder.ts';
import { fileFailure } from './file-failure.ts';

/** Everything comes into the memory of the browser, where the whole store has at most so much. */
const MAX_UPLOAD_BYTES = 1024 ** 3;

/** As much as a host reads at once: rows that come together are checked in one go. */
const CHUNK_BYTES = 256 * 1024;

/** A file that a page sent. */
export interface UploadedFile extends ByteSource {
  /** The bytes from one place to before another, fewer where it ends before. */
  slice(from: number, end: number): Promise<Uint8Array>;
}

/** Files on their way into an import. */
export interface Uploads {
  /**
   * Adds a part to a file and resolves with how long that is now. Offset 0 begins anew; the last part sent a second time changes
   * nothing. Errors: `conflict` when parts are missing before it, `too-large`, `disk-full`; then the file is as it was.
   */
  put(part: ParsedParams<'uploads/put'>): Promise<Result<'uploads/put'>>;
  /** Errors: `not-found`. */
  open(id: string): Promise<UploadedFile>;
  remove(id: string): Promise<void>;
}

/** One part is one file, `id.offset.length.time`: the browser writes a file anew to add to it. */
interface Part {
  readonly name: string;
  readonly id: string;
  readonly offset: number;
  readonly length: number;
  readonly atMs: number;
}

export function createUploads(folder: Folder, now: () => number): Uploads {
  async function allParts(): Promise<Part[]> {
    return (await folder.names()).flatMap(toPart).sort((a, b) => a.offset - b.offset);
  }

  /** From the beginning, one after the other. */
  async function partsOf(id: string): Promise<Part[]> {
    const parts: Part[] = [];
    for (const part of await allParts()) {
      if (part.id === id.toLowerCase() && part.offset === sizeOf(parts)) parts.push(part);
    }
    return parts;
  }

  /** What nobody has imported in a day is not wanted any more; what is sent anew neither. */
  async function removeOld(id: string): Promise<void> {
    const isOld = (part: Part) => part.id === id.toLowerCase() || now() - part.atMs > UPLOAD_MAX_AGE_MS;
    for (const { name } of (await allParts()).filter(isOld)) await folder.remove(name);
  }

  async function put({ id, offset, base64 }: ParsedParams<'uploads/put'>): Promise<Result<'uploads/put'>> {
    const bytes = Uint8Array.fromBase64(base64);
    requireModestPart(bytes);
    const end = offset + bytes.length;
    if (end > MAX_UPLOAD_BYTES) {
      throw new AppError('too-large', 'The file has more than 1 GB. Install the host, then import it.');
    }
    if (offset === 0) await removeOld(id);
    const parts = await partsOf(id);
    const size = sizeOf(parts);
    if (offset === size) {
      if (bytes.length > 0 || offset === 0)
        await folder.write(`${id.toLowerCase()}.${offset}.${bytes.length}.${now()}`, bytes);
      return { bytes: end };
    }
    const last = parts.at(-1);
    if (end === size && last?.offset === offset && isSame(await folder.read(last.name), bytes)) return { bytes: size };
    throw outOfOrder(offset, size);
  }

  return {
    async put(part) {
      try {
        return await put(part);
      } catch (error) {
        throw fileFailure(error);
      }
    },
    async open(id) {
      const parts = await partsOf(id);
      if (parts.length === 0) throw uploadGone();
      return openParts(folder, parts);
    },
    async remove(id) {
      for (const { name } of await partsOf(id)) await folder.remove(name);
    },
  };
}

function toPart(name: string): Part[] {
  const match = /^([0-9a-f-]{36})\.(\d+)\.(\d+)\.(\d+)$/.exec(name);
  if (!match) return [];
  const [offset = 0, length = 0, atMs = 0] = match.slice(2).map(Number);
  return [{ name, id: match[1] ?? '', offset, length, atMs }];
}

function sizeOf(parts: readonly Part[]): number {
  const last = parts.at(-1);
  return last ? last.offset + last.length : 0;
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.length === other.length && one.every((byte, index) => byte === other[index]);
}

function openParts(folder: Folder, parts: readonly Part[]): UploadedFile {
  const size = sizeOf(parts);
  /** The last one that was read: who reads in pieces wants the next one of the same. */
  let held: { readonly part: Part; readonly bytes: Uint8Array } | undefined;

  async function read(part: Part): Promise<Uint8Array> {
    if (held?.part === part) return held.bytes;
    const bytes = await folder.read(part.name);
    if (bytes?.length !== part.length) throw uploadGone();
    held = { part, bytes };
    return bytes;
  }

  async function slice(from: number, end: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (const part of parts) {
      if (part.offset >= end || part.offset + part.length <= from) continue;
      const bytes = await read(part);
      pieces.push(bytes.subarray(Math.max(0, from - part.offset), end - part.offset));
    }
    const [first, second] = pieces;
    return first !== undefined && second === undefined ? first : joinBytes(pieces);
  }

  return {
    size,
    slice,
    async *bytes() {
      for (let from = 0; from < size; from += CHUNK_BYTES) yield await slice(from, from + CHUNK_BYTES);
    },
  };
}
