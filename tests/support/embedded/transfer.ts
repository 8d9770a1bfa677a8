import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Params } from '../../../lib/protocol/methods.ts';
import type { Resolution } from '../../../lib/transfer/plan-import.ts';
import { temporaryFolder } from '../temporary-store.ts';
import { type BytesTransferOptions, openBytesTransfer } from './bytes-transfer.ts';
import { createMemoryFolder } from './memory-folder.ts';

type MemoryFolder = ReturnType<typeof createMemoryFolder>;

/** A store in the browser with what brings files in and out of it. */
export function openEmbeddedTransfer(options: Omit<BytesTransferOptions<MemoryFolder>, 'exports' | 'uploads'> = {}) {
  const opened = openBytesTransfer({ ...options, exports: createMemoryFolder(), uploads: createMemoryFolder() });
  const { handlers, context, exports, send } = opened;
  return {
    ...opened,
    /** Exports and returns the path of a file with the bytes. */
    async exported(format: Params<'data/export'>['format'] = 'bundle', sessionIds?: string[]): Promise<string> {
      const { name } = await opened.export(format, sessionIds);
      const path = join(temporaryFolder(), name);
      writeFileSync(path, exports.files.get(name) ?? '');
      return path;
    },
    imported: async (file: string, resolution: Resolution = 'skip') =>
      handlers['data/import']({ uploadId: await send(readFileSync(file)), resolution }, context),
    analyzed: async (file: string) =>
      handlers['imports/analyze']({ uploadId: await send(readFileSync(file)) }, context),
  };
}
