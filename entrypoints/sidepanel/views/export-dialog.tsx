import type { Session } from '../../../lib/protocol/shapes.ts';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import type { ExportFormat } from '../../options/models/export-model.ts';
import { Choices } from '../../options/views/choices.tsx';
import { WorkView } from '../../options/views/work-view.tsx';
import type { PanelModel } from '../models/panel-model.ts';
import { SessionExportModel } from '../models/session-export-model.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Dialog } from './dialog.tsx';
import '../../options/transfer.css';
import './transfer-dialogs.css';

export interface ExportDialogProps {
  readonly panel: PanelModel;
  readonly session: Session;
}

const FORMATS: readonly { readonly id: ExportFormat; readonly title: string; readonly hint: string }[] = [
  { id: 'markdown', title: 'Markdown', hint: 'For people: text, code, tool calls, tokens and cost.' },
  { id: 'json', title: 'JSON', hint: 'For programs. It can be imported again.' },
  { id: 'bundle', title: 'Bundle', hint: 'With snapshots, recordings and the draft. It can be imported again.' },
];

/** Asks how a session is to be written, and shows how far that is. */
export function ExportDialog({ panel, session }: ExportDialogProps) {
  const { connection, modelOf } = panel;
  const { exporting, format, written, write, closeDialog } = modelOf(SessionExportModel);
  const work = exporting.state.value;
  const isAway = connection.isAway.value;
  return (
    <Dialog label="Export the session" class="transfer-dialog" onClose={closeDialog}>
      <div class="dialog-head">
        <h2>Export the session</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={closeDialog}>
          <CloseIcon />
        </button>
      </div>
      {isAway && <ConnectionBanner connection={connection.connection.value} />}
      <div class="transfer-body">
        {work.state !== 'running' && (
          <form
            class="row in-column"
            onSubmit={(event) => {
              event.preventDefault();
              void write(session);
            }}
          >
            <p class="export-title">{session.title || 'Untitled'}</p>
            <Choices legend="Format" isLegendHidden choices={FORMATS} chosen={format} isWantedFirst />
            <div class="form-end">
              <button type="submit" class="button primary" disabled={isAway}>
                Export
              </button>
              <button type="button" class="button" onClick={closeDialog}>
                Cancel
              </button>
            </div>
          </form>
        )}
        <WorkView
          work={work}
          what={`Exporting ${written.value?.title || 'Untitled'}`}
          onStop={exporting.stop}
          stopped="Stopped. No file was left behind."
          onClose={exporting.forget}
        />
      </div>
    </Dialog>
  );
}
