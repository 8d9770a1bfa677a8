import type { TransferModel } from '../models/transfer-model.ts';

interface SettingsExportProps {
  readonly transfer: TransferModel;
}

/** The settings as a file, with or without the keys of model servers. */
export function SettingsExport({ transfer }: SettingsExportProps) {
  const exportsKeys = transfer.exportsKeys.value;
  return (
    <div class="row">
      <div class="row-words">
        <p class="row-title">Settings</p>
        <label class="check">
          <input
            type="checkbox"
            checked={exportsKeys}
            onChange={(event) => {
              transfer.exportsKeys.value = event.currentTarget.checked;
            }}
          />
          Include keys of model servers
        </label>
        {exportsKeys && (
          <p class="hint warn-text" role="status">
            Anyone with the file can use your keys. They are in it as plain text.
          </p>
        )}
      </div>
      <button type="button" class="button" onClick={transfer.exportFile}>
        Export settings
      </button>
    </div>
  );
}
