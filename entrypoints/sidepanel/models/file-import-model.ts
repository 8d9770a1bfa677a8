import { createModel, effect, untracked } from '@preact/signals';
import { type ImportedFile, ImportModel } from '../../options/models/import-model.ts';
import { TransferModel } from '../../options/models/transfer-model.ts';
import { saveFile } from '../../options/save-file.ts';
import type { PanelShared } from './panel-model.ts';

/** Files that are dropped in the panel or chosen there. What ends while the dialog is closed is told by a notice. */
export const FileImportModel = createModel(({ env, preferences, notices, layout }: PanelShared) => {
  const transfer = new TransferModel({ preferences, notices, now: env.now, saveFile });
  const imports = new ImportModel({ env, transfer });
  let wasBusy = false;
  /** What the dialog took the place of, which is asked again after it. */
  let isRestoreAsked = false;

  effect(() => {
    const isBusy = imports.isBusy.value;
    if (wasBusy && !isBusy) untracked(tellIfUnseen);
    wasBusy = isBusy;
  });

  function tellIfUnseen(): void {
    const file = imports.file.peek();
    if (!file || layout.dialog.peek() === 'import') return;
    const isDone = imports.importing.state.peek().state === 'done';
    const text = isDone ? `${file.name} was imported` : `The import of ${file.name} is waiting for you`;
    notices.show({ text, isLasting: !isDone, action: { label: 'Show', run: () => layout.openDialog('import') } });
  }

  /** Shows what is dropped, and begins with it. */
  function take(files: readonly ImportedFile[]): void {
    isRestoreAsked ||= layout.dialog.peek() === 'restore';
    layout.openDialog('import');
    void imports.take(files);
  }

  /** What is under way goes on; everything else is done with. */
  function closeDialog(): void {
    layout.closeDialog();
    if (isRestoreAsked) layout.openDialog('restore');
    isRestoreAsked = false;
    imports.close();
  }

  return { imports, transfer, take, closeDialog };
});
