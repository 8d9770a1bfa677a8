import type { Work } from '../models/work.ts';
import { ExportedFile } from './exported-file.tsx';
import { WorkView } from './work-view.tsx';

interface ExportingViewProps {
  readonly exporting: Pick<Work<'data/export'>, 'state' | 'stop' | 'forget'>;
}

/** How far a file is that is being written; then where it is, or why there is none. */
export function ExportingView({ exporting }: ExportingViewProps) {
  return (
    <WorkView
      work={exporting.state.value}
      what="Writing the file"
      onStop={exporting.stop}
      stopped="Stopped. No file was left behind."
      onClose={exporting.forget}
    >
      {(file) => <ExportedFile file={file} />}
    </WorkView>
  );
}
