import type { Session } from '../../lib/protocol/shapes.ts';
import type { CopyTextFunction } from '../../lib/ui/copy.tsx';
import type { PanelModel } from './models/panel-model.ts';

/** Ways in which a session leaves the store: onto the clipboard, or into a file. */
export interface SessionOut {
  copyMarkdown(session: Session): void;
  chooseExport(session: Session): void;
}

export function createSessionOut({ env, notices, layout }: PanelModel, copyText: CopyTextFunction): SessionOut {
  const chooseExport = layout.openExport;
  return {
    copyMarkdown(session) {
      void import('./copy-session.ts').then(({ copySession }) =>
        copySession(session, { client: env.client, notices, copyText, chooseExport: () => chooseExport(session) }),
      );
    },
    chooseExport,
  };
}
