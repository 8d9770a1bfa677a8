import { useId } from 'preact/hooks';
import { Segments } from '../../../lib/ui/segments.tsx';
import type { ExportFormat, ExportModel } from '../models/export-model.ts';
import { ExportingView } from './exporting-view.tsx';
import '../transfer.css';

interface ExportRowsProps {
  readonly exports: ExportModel;
  /** The host, which writes the files, is not there. */
  readonly isAway: boolean;
}

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ['markdown', 'Markdown'],
  ['json', 'JSON'],
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
            One file with all sessions, messages, snapshots, recordings, statistics and drafts. You can import it here
            or elsewhere. It never contains keys of model servers.
          </p>
        </div>
        <button type="button" class="button" disabled={isBusy || isAway} onClick={() => void run({ format: 'bundle' })}>
          Export everything
        </button>
      </div>
      <div class="row">
        <div class="row-words">
          <p class="row-title">Sessions to read</p>
          <p class="hint">All sessions that are not in the trash: Markdown for people, JSON for programs.</p>
          <div class="export-format">
            <Segments
              name={id}
              legend="Format"
              choices={FORMATS}
              value={format.value}
              onChoose={(chosen) => {
                format.value = chosen;
              }}
            />
          </div>
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
      <ExportingView exporting={exporting} />
    </>
  );
}
