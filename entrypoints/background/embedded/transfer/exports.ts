import type { Params, Result } from '../../../../lib/protocol/methods.ts';
import { exportContent } from '../../../../lib/transfer/export-content.ts';
import type { Progress } from '../../../../lib/transfer/pace.ts';
import { joinBytes } from '../../../../lib/transfer/text-of.ts';
import type { EmbeddedStore } from '../embedded-store.ts';
import type { Folder } from '../folder.ts';
import { createZip } from './create-zip.ts';
import { fileFailure } from './file-failure.ts';
import { openBeside } from './open-beside.ts';
import { createHasher } from './script-sha-256.ts';

/** Each part that is written is a message to another process of the browser. */
const PART_BYTES = 1024 * 1024;

/** A page fetches its file at once; what lies there longer, nobody will. */
const MAX_AGE_MS = 60_000;

export interface ExportOptions {
  readonly store: Pick<EmbeddedStore, 'image' | 'engine'>;
  readonly folder: Folder;
  readonly now: () => number;
  /** Of this program. */
  readonly version: string;
}

/** Files with what the store holds, for a page to download. */
export interface Exports {
  /**
   * Writes the whole store, or some sessions, as `exportContent` has it, to a file in the folder; `folder` of the result is
   * empty. What earlier exports left is removed. Errors: `not-found` for a session that is not there, `too-large`, `disk-full`,
   * `cancelled`; then there is no file.
   */
  write(params: Params<'data/export'>, progress: Progress): Promise<Result<'data/export'>>;
}

export function createExports({ store, folder, now, version }: ExportOptions): Exports {
  /** By name, when this worker wrote it. */
  const fresh = new Map<string, number>();

  async function removeLeft(): Promise<void> {
    const isLeft = (name: string) => now() - (fresh.get(name) ?? 0) > MAX_AGE_MS;
    for (const name of (await folder.names()).filter(isLeft)) {
      await folder.remove(name);
      fresh.delete(name);
    }
  }

  async function writeFile(name: string, content: AsyncIterable<Uint8Array>) {
    const hash = createHasher();
    let bytes = 0;
    try {
      await removeLeft();
      await folder.write(name, inParts(watched()));
    } catch (error) {
      // What is left must not hide why it is left.
      await folder.remove(name).catch(() => {});
      throw fileFailure(error);
    }
    fresh.set(name, now());
    return { bytes, sha256: hash.digest() };

    async function* watched(): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    }
  }

  return {
    async write(params, progress) {
      // A copy, so that everything is as it was at one moment, while others write.
      const db = openBeside(store, store.image());
      try {
        const means = { progress, nowMs: now(), version, createHasher, createZip };
        const { name, ending, bytes, counts } = exportContent(db, params, means);
        const written = await writeFile(`${name}${ending}`, bytes);
        return { name: `${name}${ending}`, folder: '', counts, ...written };
      } finally {
        db.close();
      }
    },
  };
}

/** The same bytes in fewer parts. */
async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < PART_BYTES) continue;
    yield joinBytes(waiting);
    waiting = [];
    bytes = 0;
  }
  yield joinBytes(waiting);
}
