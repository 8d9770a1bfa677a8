import type { Folder } from '../../../entrypoints/background/embedded/folder.ts';

/** A folder in memory, with its files for tests to damage. */
export function createMemoryFolder(): Folder & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    names: async () => [...files.keys()],
    read: async (name) => files.get(name)?.slice(),
    write: async (name, bytes) => void files.set(name, bytes.slice()),
    remove: async (name) => void files.delete(name),
  };
}
