import { useLayoutEffect } from 'preact/hooks';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import { InstallSteps } from '../../options/views/install-steps.tsx';
import { MoveView } from '../../options/views/move-view.tsx';
import { UseEmbedded } from '../../options/views/use-embedded.tsx';
import { HostInstallModel } from '../models/host-install-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { PanelMoveModel } from '../models/panel-move-model.ts';
import { PlaceNoteModel } from '../models/place-note-model.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Dialog } from './dialog.tsx';
import { NoticeView } from './notice-view.tsx';
import './transfer-dialogs.css';

export interface PlaceDialogProps {
  readonly panel: PanelModel;
  /** At a section. */
  readonly openOptions: (section: string) => void;
}

const TITLES = {
  move: 'Move into the host',
  install: 'Keep your history outside the browser',
  gone: 'The host is away',
  settled: 'The host is there',
} as const;

/** What can be done about where the history is: install a host, move into it, or go on without the one that is gone. */
export function PlaceDialog({ panel, openOptions }: PlaceDialogProps) {
  const { connection, notices, modelOf } = panel;
  const { place } = modelOf(PlaceNoteModel);
  const { move, closeDialog } = modelOf(PanelMoveModel);
  // What was said before would lie over it.
  useLayoutEffect(notices.dismiss, [notices]);
  const openPlace = () => {
    closeDialog();
    openOptions('place');
  };
  const what = whatToShow();
  const title = TITLES[what];

  function whatToShow(): keyof typeof TITLES {
    if (move.moving.state.value.state !== 'idle') return 'move';
    if (connection.isEmbedded.value) return place.place.value?.host?.isThere ? 'move' : 'install';
    return connection.isReady.value ? 'settled' : 'gone';
  }

  return (
    <Dialog label={title} class="transfer-dialog place-dialog" onClose={closeDialog}>
      <div class="dialog-head">
        <h2>{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={closeDialog}>
          <CloseIcon />
        </button>
      </div>
      {what === 'gone' && <ConnectionBanner connection={connection.connection.value} />}
      <div class="transfer-body">
        {what === 'move' && (
          <MoveView
            move={move}
            onClose={closeDialog}
            end={
              <div class="form-end">
                <button type="button" class="button primary" onClick={closeDialog}>
                  Done
                </button>
                <button type="button" class="button" onClick={openPlace}>
                  Where your data is
                </button>
              </div>
            }
          />
        )}
        {what === 'install' && (
          <>
            <p>
              Your history is in a store in this browser profile. It goes when the profile goes, when Holdfast is
              removed, or when somebody clears the browser. With the host it is in a file of your own.
            </p>
            <InstallSteps place={place} install={modelOf(HostInstallModel)} />
            <p class="hint">
              Once it is there, you are asked to move. Until then nothing changes, and you can export any time.
            </p>
          </>
        )}
        {what === 'gone' && <UseEmbedded place={place} isAsked onClose={closeDialog} />}
        {what === 'settled' && (
          <div class="row">
            <p>Your history is in the host’s file, and Holdfast goes on there.</p>
            <div class="form-end">
              <button type="button" class="button primary" onClick={closeDialog}>
                Close
              </button>
              <button type="button" class="button" onClick={openPlace}>
                Where your data is
              </button>
            </div>
          </div>
        )}
      </div>
      <NoticeView notices={notices} />
    </Dialog>
  );
}
