import { useRef, useState } from 'preact/hooks';
import type { ImportPlan } from '../../../lib/preferences/transfer.ts';
import { SettingChanges } from '../../sidepanel/views/setting-changes.tsx';
import type { TransferModel } from '../models/transfer-model.ts';
import { storedName } from '../stored-name.ts';

interface TransferProps {
  readonly transfer: TransferModel;
}

export function ExportRow({ transfer }: TransferProps) {
  const exportsKeys = transfer.exportsKeys.value;
  return (
    <div class="row">
      <div class="row-words">
        <p class="row-title">Export</p>
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
            Whoever has the file can use your keys. They stand in it as plain text.
          </p>
        )}
      </div>
      <button type="button" class="button" onClick={transfer.exportFile}>
        Export settings
      </button>
    </div>
  );
}

export function ImportRow({ transfer }: TransferProps) {
  const field = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const { file, error } = transfer;
  const open = (chosen: File | null | undefined) => {
    if (chosen) void transfer.open(chosen);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same by keyboard */}
      <div
        class={isOver ? 'row drop is-over' : 'row drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          open(event.dataTransfer?.files[0]);
        }}
      >
        <div class="row-words">
          <p class="row-title">Import</p>
          <p class="hint">Choose a file, or drop it here. You see what it changes before anything holds.</p>
        </div>
        <button type="button" class="button" onClick={() => field.current?.click()}>
          Choose a file
        </button>
        <input
          ref={field}
          type="file"
          hidden
          accept=".json,application/json"
          onChange={(event) => {
            open(event.currentTarget.files?.[0]);
            // The same file can be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </div>
      {error.value && (
        <p class="row danger-text" role="alert">
          {error.value}
        </p>
      )}
      {file.value && <Preview transfer={transfer} name={file.value.name} />}
    </>
  );
}

function Preview({ transfer, name }: TransferProps & { readonly name: string }) {
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
          Take the keys of model servers too
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
      <p>Not taken:</p>
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
