import type { PlaceModel } from '../../sidepanel/models/place-model.ts';
import { Command } from '../../sidepanel/views/command.tsx';
import { INSTALL_COMMAND } from '../../sidepanel/views/connection-banner.tsx';
import { LookAgain } from './look-again.tsx';
import '../place.css';

/** How a person comes to a host, in three steps; the last one is a button. */
export function InstallSteps({ place }: { readonly place: PlaceModel }) {
  return (
    <ol class="install-steps">
      <li>
        <p class="step-title">Have the folder of Holdfast on this machine</p>
        <p class="hint">
          The host comes with it: a small program that keeps your history in one file of your own, and makes verified
          backups of it. It needs Node 20 or later.
        </p>
      </li>
      <li>
        <p class="step-title">Run this there, in a terminal</p>
        <Command text={INSTALL_COMMAND} />
        <p class="hint">
          It writes one small file for each browser, which tells it where the host is. Nothing else is changed, and
          nothing is downloaded.
        </p>
      </li>
      <li>
        <p class="step-title">Let Holdfast look for it</p>
        <LookAgain place={place} />
      </li>
    </ol>
  );
}
