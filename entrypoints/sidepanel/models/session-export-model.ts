import { createModel, signal } from '@preact/signals';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { ExportModel } from '../../options/models/export-model.ts';
import { workFailure } from '../../options/work-words.ts';
import type { PanelShared } from './panel-model.ts';

/** Sessions on their way into files. What came of one is told by a notice; of what failed, where the dialog is closed. */
export const SessionExportModel = createModel(({ env, notices, layout }: PanelShared) => {
  const { exporting, format, run } = new ExportModel({ env });
  /** The one on its way, which may be another than the dialog is for. */
  const written = signal<Session | undefined>(undefined);

  /** Writes the file, closes the dialog and says where it is. */
  async function write(session: Session): Promise<void> {
    written.value = session;
    const file = await run({ format: format.peek(), sessionIds: [session.id] });
    const ended = exporting.state.peek();
    const isShown = layout.dialog.peek() === 'export';
    // There it says why.
    if (isShown && ended.state === 'failed') return;
    if (isShown) layout.closeDialog();
    exporting.forget();
    if (file)
      notices.show({ text: `${file.name} is ${file.folder === '' ? 'in your downloads' : `in ${file.folder}`}` });
    else if (ended.state === 'failed') notices.show({ text: `Not exported. ${workFailure(ended.error)}` });
  }

  function closeDialog(): void {
    layout.closeDialog();
    exporting.forget();
  }

  return { exporting, format, written, write, closeDialog };
});
