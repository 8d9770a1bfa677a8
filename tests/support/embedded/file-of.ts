import type { UploadedFile } from '../../../entrypoints/background/embedded/transfer/uploads.ts';

/** All of what comes one after the other. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Bytes as a file that was sent. */
export function fileOf(bytes: Uint8Array): UploadedFile {
  return {
    size: bytes.length,
    slice: async (from, end) => bytes.slice(from, end),
    async *bytes() {
      yield bytes;
    },
  };
}
