import type { Timers } from '../../../../lib/clock.ts';
import type { Handlers } from '../../../../lib/handlers/handler.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Announce } from '../../../../lib/protocol/notifications.ts';
import type { RequestContext } from '../../../../lib/rpc/connection.ts';
import type { Progress } from '../../../../lib/transfer/pace.ts';
import type { EmbeddedStore } from '../embedded-store.ts';
import type { Folder } from '../folder.ts';
import { createExports } from './exports.ts';
import { EXPORTS_FOLDER, UPLOADS_FOLDER } from './folder-names.ts';
import { analyzeUpload, importUpload } from './import-upload.ts';
import { createUploads } from './uploads.ts';

export interface TransferOptions {
  readonly store: Pick<EmbeddedStore, 'db' | 'image' | 'keepWhole' | 'engine'>;
  /** Does long work as the only one of its kind. */
  readonly asOnlyRun: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly announce: Announce;
  /** A folder in the browser's own storage, which pages of the extension can read. */
  readonly openFolder: (name: string) => Folder;
  readonly timers: Timers;
  readonly now: () => number;
  /** Of this program. */
  readonly version: string;
}

/** Answers what brings data out of the store in the browser and into it. */
export function embeddedTransferHandlers(options: TransferOptions) {
  const { store, asOnlyRun, announce, openFolder, timers, now, version } = options;
  const uploads = createUploads(openFolder(UPLOADS_FOLDER), now);
  const exports = createExports({ store, folder: openFolder(EXPORTS_FOLDER), now, version });
  const progressOf = ({ signal, progress }: RequestContext): Progress => ({
    onProgress: (value, step) => progress({ progress: value, step }),
    async pause() {
      await new Promise<void>((resolve) => void timers.set(resolve, 0));
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled; nothing half done is left.');
    },
  });

  return {
    'uploads/put': (part) => uploads.put(part),
    'imports/analyze': ({ uploadId }, context) =>
      asOnlyRun(async () => analyzeUpload(await uploads.open(uploadId), store, progressOf(context))),
    'data/import': ({ uploadId, resolution }, context) =>
      asOnlyRun(async () => {
        const result = await importUpload(await uploads.open(uploadId), resolution, store, progressOf(context));
        announce('changed', { tables: null, sessionIds: null });
        // It is taken in; what is left of it goes within a day.
        await uploads.remove(uploadId).catch(() => {});
        return result;
      }),
    'data/export': (params, context) => asOnlyRun(() => exports.write(params, progressOf(context))),
  } satisfies Partial<Handlers>;
}
