import { createHash } from 'node:crypto';
import type { Hasher } from '../../lib/transfer/hasher.ts';

/** Begins a SHA-256 in native code. */
export function createHasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}
