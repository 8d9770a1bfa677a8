/** A file to be read, wherever it lies. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** All of it from its beginning, some at a time; can be asked for again. */
  bytes(): AsyncIterable<Uint8Array>;
}
