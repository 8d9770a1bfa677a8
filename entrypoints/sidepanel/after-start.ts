import { AutoSnapshotModel } from './models/auto-snapshot-model.ts';
import { KeepingWatchModel } from './models/keeping-watch-model.ts';
import type { PanelModel } from './models/panel-model.ts';

/** Begins what goes on by itself for as long as the panel lives, and what nothing on the screen waits for. */
export function afterStart(panel: PanelModel): void {
  panel.watchKeeping(KeepingWatchModel);
  new AutoSnapshotModel(panel);
}
