import { useLayoutEffect } from 'preact/hooks';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import { FileChooser } from '../../options/views/file-chooser.tsx';
import { ImportView } from '../../options/views/import-view.tsx';
import { FileImportModel } from '../models/file-import-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Dialog } from './dialog.tsx';
import { NoticeView } from './notice-view.tsx';
import './transfer-dialogs.css';

export interface ImportDialogProps {
  readonly panel: PanelModel;
  readonly openBackups: () => void;
}

/** What becomes of a file that was dropped in the panel; and the way in for whoever has no mouse. */
export function ImportDialog({ panel, openBackups }: ImportDialogProps) {
  const { connection, notices, modelOf } = panel;
  const { imports, transfer, closeDialog } = modelOf(FileImportModel);
  // What was said before would lie over it.
  useLayoutEffect(notices.dismiss, [notices]);
  const isChosen = imports.file.value !== undefined || transfer.file.value !== undefined;
  return (
    <Dialog label="Import" class="transfer-dialog" onClose={closeDialog}>
      <div class="dialog-head">
        <h2>Import</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={closeDialog}>
          <CloseIcon />
        </button>
      </div>
      {connection.isAway.value && <ConnectionBanner connection={connection.connection.value} />}
      <div class="transfer-body">
        {!isChosen && (
          <div class="row">
            <p class="row-words">
              Choose a file, or drop it anywhere in the panel: a bundle (.holdfast), sessions as JSON, an OpenCode
              export, a store file (.db) or settings. You see what is in it before anything is written.
            </p>
            <FileChooser isDisabled={imports.isBusy.value} onFiles={(files) => void imports.take(files)} />
          </div>
        )}
        <ImportView
          imports={imports}
          transfer={transfer}
          toBackups={
            <button type="button" class="button quiet" onClick={openBackups}>
              Open Backups
            </button>
          }
        />
      </div>
      <NoticeView notices={notices} />
    </Dialog>
  );
}
