import type { ImportPlan } from '../../../lib/preferences/transfer.ts';
import { SettingChanges } from '../../sidepanel/views/setting-changes.tsx';
import type { TransferModel } from '../models/transfer-model.ts';
import { storedName } from '../stored-name.ts';

interface SettingsPreviewProps {
  readonly transfer: TransferModel;
}

/** What a file of settings changes, and the question whether it shall; or why it cannot. */
export function SettingsPreview({ transfer }: SettingsPreviewProps) {
  const { file, error } = transfer;
  return (
    <>
      {error.value && (
        <p class="row danger-text" role="alert">
          {error.value}
        </p>
      )}
      {file.value && <Preview transfer={transfer} name={file.value.name} />}
    </>
  );
}

function Preview({ transfer, name }: SettingsPreviewProps & { readonly name: string }) {
  const reading = transfer.reading.value;
  if (!reading) return null;
  if (!reading.ok) {
    return (
      <div class="row">
        <p class="danger-text" role="alert">
          {name}: {reading.message}
        </p>
        <button type="button" class="button" onClick={transfer.cancel}>
          Close
        </button>
      </div>
    );
  }
  const { changes } = reading.plan;
  return (
    <section class="row in-column preview" aria-label={`What ${name} changes`}>
      <p class="row-title">{changes.length === 0 ? `${name} changes nothing.` : `${name} changes:`}</p>
      {changes.length > 0 && <SettingChanges changes={changes} />}
      <Problems plan={reading.plan} />
      {(transfer.importsKeys.value || hasKeys(reading.plan)) && (
        <label class="check">
          <input
            type="checkbox"
            checked={transfer.importsKeys.value}
            onChange={(event) => {
              transfer.importsKeys.value = event.currentTarget.checked;
            }}
          />
          Include keys of model servers
        </label>
      )}
      <div class="form-end">
        <button type="button" class="button primary" disabled={changes.length === 0} onClick={transfer.apply}>
          Apply
        </button>
        <button type="button" class="button quiet" onClick={transfer.cancel}>
          Cancel
        </button>
      </div>
    </section>
  );
}

function hasKeys({ problems }: ImportPlan): boolean {
  return problems.some(({ key }) => key.startsWith('sidepanel.auth.'));
}

function Problems({ plan: { problems } }: { readonly plan: ImportPlan }) {
  if (problems.length === 0) return null;
  return (
    <div class="problems">
      <p>Left out:</p>
      <ul>
        {problems.map(({ key, reason }) => (
          <li key={key}>
            <strong>{storedName(key)}</strong> {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}
