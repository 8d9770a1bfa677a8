import { clockTime } from '../../../lib/playback/clock-time.ts';
import type { RecorderModel } from '../models/recorder-model.ts';

interface RecordingMarkProps {
  readonly recorder: RecorderModel;
  readonly onStop: () => void;
}

/** Says that a session is recorded, which one and for how long, and ends it. Nothing while none is. */
export function RecordingMark({ recorder, onStop }: RecordingMarkProps) {
  const running = recorder.running.value;
  if (!running) return null;
  const what = ` of “${running.title}”. Stop`;
  return (
    <button type="button" class="button small live danger-text" title={`Recording${what}`} onClick={onStop}>
      <span class="row-mark" style={{ background: 'currentColor' }} aria-hidden="true" />
      <span>Recording {clockTime(recorder.elapsedMs.value)}</span>
      <span class="hidden">{what}</span>
    </button>
  );
}
