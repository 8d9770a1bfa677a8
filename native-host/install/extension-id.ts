import { createHash } from 'node:crypto';

/** The id that browsers derive from a manifest's `key`: SHA-256 of the DER, first 32 hex digits written as a to p. */
export function extensionIdOfKey(key: string): string {
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex');
  return digest.slice(0, 32).replace(/./g, (digit) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16)));
}
