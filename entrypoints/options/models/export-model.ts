import { createModel, signal } from '@preact/signals';
import type { Params } from '../../../lib/protocol/methods.ts';
import type { Environment } from '../../sidepanel/models/environment.ts';
import { downloadExport } from '../download-export.ts';
import { createWork } from './work.ts';

/** What an export is written as. */
export type ExportFormat = Params<'data/export'>['format'];

interface ExportOptions {
  readonly env: Pick<Environment, 'client'>;
  /** Fetches a file that is not in a folder, but with the browser. */
  readonly download?: (name: string) => Promise<void>;
}

/** Files with what the store holds, which are written to the downloads, one at a time. It outlives its view. */
export const ExportModel = createModel(({ env, download = downloadExport }: ExportOptions) => {
  const exporting = createWork(env.client, 'data/export', {
    awaitsEnd: true,
    async finish({ folder, name }) {
      if (folder === '') await download(name);
    },
  });
  /** For sessions, where they are not all of a bundle. */
  const format = signal<ExportFormat>('markdown');

  return { exporting, format, run: (params: Params<'data/export'>) => exporting.run(params) };
});
export type ExportModel = InstanceType<typeof ExportModel>;
