import type { Folder } from '../../../entrypoints/background/embedded/folder.ts';
import { joinBytes } from '../../../lib/transfer/text-of.ts';

/** A folder in memory, with its files for tests to damage. */
export function createMemoryFolder(): Folder & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    names: async () => [...files.keys()],
    read: async (name) => files.get(name)?.slice(),
    async write(name, bytes) {
      const parts: Uint8Array[] = [];
      for await (const part of bytes instanceof Uint8Array ? [bytes] : bytes) parts.push(part);
      files.set(name, joinBytes(parts));
    },
    remove: async (name) => void files.delete(name),
  };
}
