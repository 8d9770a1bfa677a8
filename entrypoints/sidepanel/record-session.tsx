import type { PanelModel } from './models/panel-model.ts';
import { RecorderModel } from './models/recorder-model.ts';
import { RecordingsModel } from './models/recordings-model.ts';
import { RecordingMark } from './views/recording-mark.tsx';

/** Begins to record the session that is shown, with a mark in the footer; or ends what is recorded, and offers to play it. */
export function recordSession(panel: PanelModel): void {
  const recorder = panel.modelOf(RecorderModel);
  if (recorder.running.peek()) stopRecording(panel);
  else if (panel.sessions.currentId.peek() === null) {
    panel.notices.show({ text: 'Open a session, or ask something, to record it.' });
  } else {
    beginRecording(panel);
  }
}

/** Records the session that is shown, with a mark in the footer. */
export function beginRecording(panel: PanelModel): void {
  const recorder = panel.modelOf(RecorderModel);
  recorder.startCurrent();
  panel.layout.mark.value = <RecordingMark recorder={recorder} onStop={() => stopRecording(panel)} />;
}

function stopRecording(panel: PanelModel): void {
  const recording = panel.modelOf(RecorderModel).stop();
  if (!recording) return;
  const run = () => {
    panel.modelOf(RecordingsModel).play(recording.id);
    panel.layout.openView('recordings');
  };
  panel.notices.show({ text: 'Recording saved', action: { label: 'Play', run } });
}
