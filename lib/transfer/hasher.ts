/** A SHA-256 in the making; a host has one in native code, which is ten times as fast. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** In hex; nothing can be added afterwards. */
  digest(): string;
}

/** Begins a SHA-256. */
export type CreateHasher = () => Hasher;
