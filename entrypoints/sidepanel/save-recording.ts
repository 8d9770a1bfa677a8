import type { Recording } from '../../lib/protocol/recording-shapes.ts';
import { saveFile } from '../options/save-file.ts';
import type { PanelModel } from './models/panel-model.ts';
import { type RecordingFormat, recordingFile } from './recording-file.ts';

/** Writes a recording to the browser's folder for downloads, and says so. */
export async function saveRecording(
  panel: Pick<PanelModel, 'env' | 'notices'>,
  recording: Pick<Recording, 'id'>,
  format: RecordingFormat,
): Promise<void> {
  const { env, notices } = panel;
  const timer = env.timers.set(() => notices.show({ text: 'Reading the recording…' }), SLOW_MS);
  try {
    const { name, text, type } = await recordingFile(env.client, recording.id, format);
    saveFile(name, text, type);
    notices.show({ text: `Downloaded ${name}` });
  } catch (error) {
    notices.showError('The recording could not be exported', error, () => void saveRecording(panel, recording, format));
  } finally {
    env.timers.clear(timer);
  }
}

const SLOW_MS = 1000;
