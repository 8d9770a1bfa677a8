import { Inflate } from 'fflate';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { ZipEntry, ZipReader } from '../../../../lib/transfer/zip.ts';
import type { UploadedFile } from './uploads.ts';

const [END, LISTED, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];
const [END_BYTES, LISTED_BYTES, LOCAL_BYTES] = [22, 46, 30];

/** After the end there may be a comment. */
const MAX_COMMENT_BYTES = 2 ** 16 - 1;

/** What stands where a number needs more than 16 or 32 bits. */
const [MORE_16, MORE_32] = [2 ** 16 - 1, 2 ** 32 - 1];

/** A thousand entries of ours. What is longer is none of ours. */
const MAX_LIST_BYTES = 1024 * 1024;

const [IS_ENCRYPTED, STORED, DEFLATED] = [1, 0, 8];

/** Bytes that are unpacked at once: up to a thousand times as many come out of them. */
const CHUNK_BYTES = 16 * 1024;

/** Nothing is unpacked by its name; a file that has one of these is none of ours. */
const LEADS_OUT = /^([a-z]:|\/)|(^|\/)\.\.(\/|$)|\\/i;

interface ListedEntry extends ZipEntry {
  readonly packedBytes: number;
  readonly isPacked: boolean;
  /** Of its own head, in the file. */
  readonly at: number;
}

interface End {
  readonly entryCount: number;
  readonly listAt: number;
  readonly listBytes: number;
}

/**
 * Opens a zip file by the list at its end: entries that are written as they come say nothing of their length before. Rejects
 * with an `Error` when there is none, `too-large` for one of more than 4 GiB.
 */
export async function openZip(file: UploadedFile): Promise<ZipReader<ListedEntry>> {
  const { entryCount, listAt, listBytes } = await findEnd(file);
  return {
    fileBytes: file.size,
    entryCount,
    async *entries() {
      yield* readList(await file.slice(listAt, listAt + listBytes), entryCount);
    },
    read: (entry) => unpack(file, entry),
    close: () => {},
  };
}

async function findEnd(file: UploadedFile): Promise<End> {
  const from = Math.max(0, file.size - END_BYTES - MAX_COMMENT_BYTES);
  const bytes = await file.slice(from, file.size);
  const view = viewOf(bytes);
  for (let at = bytes.length - END_BYTES; at >= 0; at--) {
    const isEnd = view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === bytes.length;
    if (isEnd) return readEnd(view, at, from + at);
  }
  throw new Error('its list of entries is missing');
}

function readEnd(view: DataView, at: number, endAt: number): End {
  const [disk, listDisk, onDisk, entryCount] = [4, 6, 8, 10].map((place) => view.getUint16(at + place, true));
  const [listBytes = 0, listAt = 0] = [12, 16].map((place) => view.getUint32(at + place, true));
  if (entryCount === MORE_16 || listBytes === MORE_32 || listAt === MORE_32) throw tooLarge();
  if (disk !== 0 || listDisk !== 0 || onDisk !== entryCount) throw new Error('it is a part of several');
  if (listBytes > MAX_LIST_BYTES || listAt + listBytes > endAt) throw new Error('its list of entries is elsewhere');
  return { entryCount: onDisk ?? 0, listAt, listBytes };
}

function* readList(bytes: Uint8Array, entryCount: number): Generator<ListedEntry> {
  const view = viewOf(bytes);
  const decoder = new TextDecoder();
  let at = 0;
  for (let index = 0; index < entryCount; index++) {
    if (at + LISTED_BYTES > bytes.length || view.getUint32(at, true) !== LISTED) {
      throw new Error('its list of entries is broken off');
    }
    const [flags = 0, method] = [8, 10].map((place) => view.getUint16(at + place, true));
    const [crc32 = 0, packedBytes = 0, unpackedBytes = 0] = [16, 20, 24].map((place) =>
      view.getUint32(at + place, true),
    );
    const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = [28, 30, 32].map((place) =>
      view.getUint16(at + place, true),
    );
    const placeOfHead = view.getUint32(at + 42, true);
    if ([packedBytes, unpackedBytes, placeOfHead].includes(MORE_32)) throw tooLarge();
    const end = at + LISTED_BYTES + nameBytes;
    if (end > bytes.length) throw new Error('its list of entries is broken off');
    const name = decoder.decode(bytes.subarray(at + LISTED_BYTES, end));
    if ((flags & IS_ENCRYPTED) !== 0 || (method !== STORED && method !== DEFLATED)) {
      throw new Error('it is packed in a way that nothing here unpacks');
    }
    if (LEADS_OUT.test(name)) throw new Error(`invalid relative path: ${name}`);
    yield { name, crc32, packedBytes, bytes: unpackedBytes, isPacked: method === DEFLATED, at: placeOfHead };
    at = end + extraBytes + commentBytes;
  }
}

async function* unpack(file: UploadedFile, entry: ListedEntry): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const unpacked = entry.isPacked ? inflate(packed(file, entry)) : packed(file, entry);
  for await (const chunk of unpacked) {
    bytes += chunk.length;
    if (bytes > entry.bytes) throw new Error(`${entry.name} has too many bytes`);
    yield chunk;
  }
  if (bytes < entry.bytes) throw new Error(`${entry.name} has too few bytes`);
}

async function* packed(file: UploadedFile, { at, packedBytes }: ListedEntry): AsyncGenerator<Uint8Array> {
  const head = viewOf(await file.slice(at, at + LOCAL_BYTES));
  if (head.byteLength < LOCAL_BYTES || head.getUint32(0, true) !== LOCAL)
    throw new Error('an entry is not in its place');
  const from = at + LOCAL_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const end = from + packedBytes;
  if (end > file.size) throw new Error('an entry is broken off');
  for (let place = from; place < end; place += CHUNK_BYTES) {
    yield await file.slice(place, Math.min(place + CHUNK_BYTES, end));
  }
}

async function* inflate(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const inflating = new Inflate((chunk) => void ready.push(chunk));
  for await (const chunk of chunks) {
    inflating.push(chunk);
    yield* ready;
    ready = [];
  }
  inflating.push(new Uint8Array(), true);
  yield* ready;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function tooLarge(): AppError {
  return new AppError('too-large', 'The file has more than 4 GB. Install the host, then import it.');
}
