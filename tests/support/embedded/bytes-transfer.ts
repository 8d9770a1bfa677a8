import type { Folder } from '../../../entrypoints/background/embedded/folder.ts';
import { EXPORTS_FOLDER } from '../../../entrypoints/background/embedded/transfer/folder-names.ts';
import { embeddedTransferHandlers } from '../../../entrypoints/background/embedded/transfer/transfer-handlers.ts';
import type { Params } from '../../../lib/protocol/methods.ts';
import { write } from '../../../lib/store/migrate.ts';
import { sqlite } from './sqlite.ts';
import { openEmbeddedTestDatabase } from './test-database.ts';

/** The moment at which everything in these tests is exported and imported, as beside the host's tests. */
const NOW = Date.UTC(2026, 10, 25, 21, 30);
const ID = '01234567-89ab-7cde-8f01-23456789abcd';

export interface BytesTransferOptions<Files extends Folder> {
  readonly exports: Files;
  readonly uploads: Files;
  /** Of what is sent. */
  readonly partBytes?: number | undefined;
  /** Asked at each pause. */
  readonly isCancelled?: (() => boolean) | undefined;
}

/** A store in the browser with what brings data in and out of it, in Node or in a browser. */
export function openBytesTransfer<Files extends Folder>(options: BytesTransferOptions<Files>) {
  const { exports, uploads, partBytes = 4 * 1024 * 1024, isCancelled = () => false } = options;
  let logged = 0;
  let nowMs = NOW;
  let keptWhole = 0;
  let failure: Error | undefined;
  const database = openEmbeddedTestDatabase(() => void logged++);
  const steps: unknown[] = [];
  const announced: unknown[] = [];
  const controller = new AbortController();
  const context = { signal: controller.signal, progress: (value: unknown) => void steps.push(value) };
  const handlers = embeddedTransferHandlers({
    store: {
      db: () => database,
      image: () => database.image(),
      engine: () => ({ sqlite, database, onBroken: () => {} }),
      async keepWhole(work) {
        if (failure) throw failure;
        const result = database.untold(() => write(database, () => work(database)));
        keptWhole++;
        return result;
      },
    },
    openFolder: (name) => (name === EXPORTS_FOLDER ? exports : uploads),
    asOnlyRun: (work) => work(),
    announce: (name, params) => void announced.push([name, params]),
    timers: {
      set(callback) {
        if (isCancelled()) controller.abort();
        return setTimeout(callback, 0);
      },
      clear: () => {},
    },
    now: () => nowMs,
    version: '1.0.0',
  });

  return {
    ...{ handlers, context, exports, uploads, steps, announced, db: database },
    /** Changes that the log was told, and images that were kept whole. */
    kept: () => ({ logged, keptWhole }),
    fail: (error: Error) => {
      failure = error;
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
    export: (format: Params<'data/export'>['format'], sessionIds?: string[]) =>
      handlers['data/export']({ format, ...(sessionIds && { sessionIds }) }, context),
    async send(bytes: Uint8Array): Promise<string> {
      let offset = 0;
      do {
        const base64 = bytes.subarray(offset, offset + partBytes).toBase64();
        await handlers['uploads/put']({ id: ID, offset, base64 });
        offset += partBytes;
      } while (offset < bytes.length);
      return ID;
    },
  };
}
