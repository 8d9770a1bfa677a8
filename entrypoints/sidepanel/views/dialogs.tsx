import { onDemand } from '../../../lib/ui/on-demand.tsx';
import type { Action } from '../actions.ts';
import type { PanelModel } from '../models/panel-model.ts';
import type { ExportDialogProps } from './export-dialog.tsx';
import type { ImportDialogProps } from './import-dialog.tsx';
import type { KeysProps } from './keys-view.tsx';
import type { PaletteProps } from './palette-view.tsx';
import type { PlaceDialogProps } from './place-dialog.tsx';
import type { RecoveryProps } from './restore-prompt.tsx';

const PaletteView = onDemand<PaletteProps>(async () => (await import('./palette-view.tsx')).PaletteView);
const RestorePrompt = onDemand<RecoveryProps>(async () => (await import('./restore-prompt.tsx')).RestorePrompt);
const RecoveryCenter = onDemand<RecoveryProps>(async () => (await import('./recovery-center.tsx')).RecoveryCenter);
const ImportDialog = onDemand<ImportDialogProps>(async () => (await import('./import-dialog.tsx')).ImportDialog);
const ExportDialog = onDemand<ExportDialogProps>(async () => (await import('./export-dialog.tsx')).ExportDialog);
const PlaceDialog = onDemand<PlaceDialogProps>(async () => (await import('./place-dialog.tsx')).PlaceDialog);
const KeysView = onDemand<KeysProps>(async () => (await import('./keys-view.tsx')).KeysView);

/** What is typed right after the key that opens the palette is to be found in it. */
export function preloadDialogs(): void {
  void PaletteView.preload().catch(() => {});
}

interface DialogsProps {
  readonly panel: PanelModel;
  readonly actions: readonly Action[];
  readonly isMac: boolean;
  /** At a section. */
  readonly openOptions: (section: string) => void;
}

/** What stands over the whole panel, if anything. */
export function Dialogs({ panel, actions, isMac, openOptions }: DialogsProps) {
  const dialog = panel.layout.dialog.value;
  if (dialog === undefined) return null;
  if (dialog === 'restore' || dialog === 'recovery') {
    const recovery = panel.recovery.value;
    if (!recovery) return null;
    const View = dialog === 'restore' ? RestorePrompt : RecoveryCenter;
    return <View panel={panel} recovery={recovery} />;
  }
  if (dialog === 'import') return <ImportDialog panel={panel} openBackups={() => openOptions('backups')} />;
  if (dialog === 'place') return <PlaceDialog panel={panel} openOptions={openOptions} />;
  if (dialog === 'export') {
    const session = panel.layout.exported.value;
    return session ? <ExportDialog panel={panel} session={session} /> : null;
  }
  if (dialog === 'keys') return <KeysView panel={panel} actions={actions} isMac={isMac} />;
  return <PaletteView key={dialog} panel={panel} actions={actions} isMac={isMac} scope={dialog} />;
}
