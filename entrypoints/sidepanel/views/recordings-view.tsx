import { RecordingsModel } from '../models/recordings-model.ts';
import { RecordingList } from './recording-list.tsx';
import { RecordingPlayer } from './recording-player.tsx';
import type { SideViewProps } from './side-view.tsx';
import './recordings.css';

/** The library of recordings, or the one of them that is played. */
export function RecordingsView({ panel }: SideViewProps) {
  const recordings = panel.modelOf(RecordingsModel);
  const id = recordings.playing.value;
  if (id === undefined) return <RecordingList panel={panel} recordings={recordings} />;
  return <RecordingPlayer key={id} id={id} panel={panel} onBack={() => recordings.play(undefined)} />;
}
