import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Hasher } from '../../../../lib/transfer/hasher.ts';

/** Begins a SHA-256 in script: that of the browser wants all bytes at once. */
export function createHasher(): Hasher {
  const hash = sha256.create();
  return { update: (bytes) => void hash.update(bytes), digest: () => bytesToHex(hash.digest()) };
}
