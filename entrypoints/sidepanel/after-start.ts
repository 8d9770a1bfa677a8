import { AutoRecordModel } from './models/auto-record-model.ts';
import { AutoSnapshotModel } from './models/auto-snapshot-model.ts';
import { HostFailureModel } from './models/host-failure-model.ts';
import { KeepingWatchModel } from './models/keeping-watch-model.ts';
import type { PanelModel } from './models/panel-model.ts';
import { beginRecording } from './record-session.tsx';

/** Begins what goes on by itself for as long as the panel lives, and what nothing on the screen waits for. */
export function afterStart(panel: PanelModel): void {
  panel.watchKeeping(KeepingWatchModel);
  panel.modelOf(HostFailureModel);
  new AutoSnapshotModel(panel);
  new AutoRecordModel({ panel, begin: () => beginRecording(panel) });
}
