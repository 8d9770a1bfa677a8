/** A folder of files that are written whole or not at all. Names have no path. */
export interface Folder {
  names(): Promise<string[]>;
  /** Undefined: there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Bytes that come one after the other are not in memory as a whole; when they reject, so does this. */
  write(name: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
  /** Removes a file, if it is there. */
  remove(name: string): Promise<void>;
}

/** A folder in the origin's private file system, made when it is first used. `root`: `navigator.storage.getDirectory`. */
export function openPrivateFolder(root: () => Promise<FileSystemDirectoryHandle>, name: string): Folder {
  const open = async () => (await root()).getDirectoryHandle(name, { create: true });

  return {
    async names() {
      const names: string[] = [];
      for await (const [found, handle] of (await open()).entries()) if (handle.kind === 'file') names.push(found);
      return names;
    },
    async read(file) {
      try {
        const handle = await (await open()).getFileHandle(file);
        return new Uint8Array(await (await handle.getFile()).arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async write(file, bytes) {
      const handle = await (await open()).getFileHandle(file, { create: true });
      // Takes the place of what was there when it is closed, and only then.
      const stream = await handle.createWritable();
      try {
        for await (const part of bytes instanceof Uint8Array ? [bytes] : bytes) {
          await stream.write(part as Uint8Array<ArrayBuffer>);
        }
      } catch (error) {
        await stream.abort().catch(() => {});
        throw error;
      }
      await stream.close();
    },
    async remove(file) {
      await (await open()).removeEntry(file).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
