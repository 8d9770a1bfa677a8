import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatBytes } from '../../../lib/format-size.ts';
import type { AppError } from '../../../lib/protocol/errors.ts';
import type { ImportedFile, ImportModel } from '../models/import-model.ts';
import type { TransferModel } from '../models/transfer-model.ts';
import { importFailure, refusalWords, sendFailure } from '../transfer-words.ts';
import { ImportQuestion } from './import-question.tsx';
import { ImportResult } from './import-result.tsx';
import { SettingsPreview } from './settings-preview.tsx';
import { WorkView } from './work-view.tsx';
import '../transfer.css';

export interface ImportViewProps {
  readonly imports: ImportModel;
  /** Where a file of settings went. */
  readonly transfer: TransferModel;
  /** What leads to the backups from this page. */
  readonly toBackups: ComponentChildren;
}

/** What becomes of a file that was dropped or chosen, step by step; or why nothing is done with it. */
export function ImportView({ imports, transfer, toBackups }: ImportViewProps) {
  const refusal = imports.refusal.value;
  const file = imports.file.value;
  const place = useRef<HTMLDivElement>(null);
  // A file that was dropped elsewhere on the page; and each step has another height.
  useEffect(
    () => place.current?.scrollIntoView({ block: 'nearest' }),
    [
      ...[refusal, file, transfer.file.value, transfer.error.value],
      ...[imports.sending, imports.analyzing, imports.importing].map(({ state }) => state.value.state),
    ],
  );
  return (
    <div class="import-steps" ref={place}>
      {refusal && (
        <div class="row">
          <p class="danger-text" role="alert">
            {refusalWords(refusal)}
          </p>
          <button type="button" class="button quiet" onClick={imports.close}>
            Close
          </button>
        </div>
      )}
      <SettingsPreview transfer={transfer} />
      {file && <Steps imports={imports} file={file} toBackups={toBackups} />}
    </div>
  );
}

interface StepsProps extends Pick<ImportViewProps, 'imports' | 'toBackups'> {
  readonly file: ImportedFile;
}

function Steps({ imports, file, toBackups }: StepsProps) {
  const { sending, analyzing, importing, goOn, close } = imports;
  const again = (label: string) => (error: AppError) =>
    isOfFile(error) ? undefined : { label, run: () => void goOn() };
  const looked = analyzing.state.value;
  const isDecided = importing.state.value.state !== 'idle';
  return (
    <>
      <WorkView
        work={sending.state.value}
        what={`Sending ${file.name} (${formatBytes(file.size)}) to the store`}
        onStop={sending.stop}
        failure={(error) => sendFailure(error, sending.sentBytes.value, file.size)}
        again={again('Continue')}
        onClose={close}
      />
      {!isDecided && (
        <WorkView
          work={looked}
          what={`Reading ${file.name}`}
          onStop={analyzing.stop}
          failure={importFailure}
          again={again('Check again')}
          onClose={close}
        >
          {(found) => <ImportQuestion imports={imports} name={file.name} found={found} />}
        </WorkView>
      )}
      <WorkView
        work={importing.state.value}
        what={`Importing ${file.name}`}
        onStop={importing.stop}
        failure={importFailure}
        again={again('Check again')}
        onClose={close}
      >
        {(result) =>
          looked.state === 'done' && (
            <ImportResult name={file.name} found={looked.value} {...{ result, toBackups }} onClose={close} />
          )
        }
      </WorkView>
    </>
  );
}

/** The same file would be no better. */
function isOfFile({ code }: AppError): boolean {
  return code === 'invalid' || code === 'too-large';
}
