/** A zip file in the making. */
export interface ZipWriter {
  /** An entry; its bytes are asked for when those before it are written. */
  add(name: string, bytes: () => AsyncIterable<Uint8Array>): void;
  /** The file's bytes. Rejects with what an entry's bytes met. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** What a zip file says of one of its entries. */
export interface ZipEntry {
  readonly name: string;
  /** Its length unpacked, in bytes. */
  readonly bytes: number;
  readonly crc32: number;
}

/** A zip file that is read. */
export interface ZipReader<Entry extends ZipEntry = ZipEntry> {
  /** Length of the file. */
  readonly fileBytes: number;
  readonly entryCount: number;
  /** As the list at the file's end has them. Rejects where that is none. */
  entries(): AsyncIterable<Entry>;
  /** Unpacks an entry, no faster than it is asked for. Rejects when it has more or fewer bytes than it says. */
  read(entry: Entry): AsyncIterable<Uint8Array>;
  close(): void | Promise<void>;
}
