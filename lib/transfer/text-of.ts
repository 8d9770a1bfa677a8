/** As bytes are turned into text everywhere: what is no UTF-8 becomes U+FFFD, a mark at the beginning stays. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text, in UTF-8, of bytes that came in parts. */
export function textOf(parts: readonly Uint8Array[]): string {
  const [first, second] = parts;
  return decoder.decode(second === undefined ? first : joinBytes(parts));
}

/** Bytes that came in parts, one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
