import { createModel, signal } from '@preact/signals';
import { downloadExport } from '../download-export.ts';
import type { ExportFormat } from './export-model.ts';
import type { Shared } from './options-model.ts';
import { createWork } from './work.ts';

/** The copy that stays in the browser after everything moved into the host: out of it into a file, and away with it. */
export const KeptCopyModel = createModel(({ env: { client } }: Shared) => {
  const exporting = createWork(client, 'store/export-kept', {
    async finish({ folder, name }) {
      if (folder === '') await downloadExport(name);
    },
  });
  const removing = createWork(client, 'store/remove-kept');
  const format = signal<ExportFormat>('bundle');

  return {
    ...{ exporting, removing, format },
    write: () => exporting.run({ format: format.peek() }),
    remove: () => removing.run({}),
  };
});
export type KeptCopyModel = InstanceType<typeof KeptCopyModel>;
