import { useId } from 'preact/hooks';
import type { ExportFormat, ExportModel } from '../models/export-model.ts';
import { ExportedFile } from './exported-file.tsx';
import { WorkView } from './work-view.tsx';
import '../transfer.css';

interface ExportRowsProps {
  readonly exports: ExportModel;
  /** The host, which writes the files, is not there. */
  readonly isAway: boolean;
}

const FORMATS: readonly { readonly id: ExportFormat; readonly title: string }[] = [
  { id: 'markdown', title: 'Markdown' },
  { id: 'json', title: 'JSON' },
];

/** Everything as one file, or the sessions to be read; then how far it is, and where the file is. */
export function ExportRows({ exports, isAway }: ExportRowsProps) {
  const { exporting, format, run } = exports;
  const id = useId();
  const isBusy = exporting.state.value.state === 'running';
  return (
    <>
      <div class="row">
        <div class="row-words">
          <p class="row-title">Everything</p>
          <p class="hint">
            A file with everything: sessions, messages, snapshots, recordings, statistics, drafts. It can be imported
            here or elsewhere. Keys of model servers are never in it.
          </p>
        </div>
        <button type="button" class="button" disabled={isBusy || isAway} onClick={() => void run({ format: 'bundle' })}>
          Export everything
        </button>
      </div>
      <div class="row">
        <div class="row-words">
          <p class="row-title">Sessions to read</p>
          <p class="hint">All that are not in the trash: Markdown for people, JSON for programs.</p>
          <fieldset class="segments export-format">
            <legend class="hidden">Format</legend>
            {FORMATS.map((choice) => (
              <label key={choice.id}>
                <input
                  type="radio"
                  name={id}
                  checked={format.value === choice.id}
                  onChange={() => {
                    format.value = choice.id;
                  }}
                />
                <span>{choice.title}</span>
              </label>
            ))}
          </fieldset>
        </div>
        <button
          type="button"
          class="button"
          disabled={isBusy || isAway}
          onClick={() => void run({ format: format.value })}
        >
          Export sessions
        </button>
      </div>
      <WorkView
        work={exporting.state.value}
        what="The file is written"
        onStop={exporting.stop}
        stopped="Stopped. No file was left behind."
        onClose={exporting.forget}
      >
        {(file) => <ExportedFile file={file} />}
      </WorkView>
    </>
  );
}
