import type { SideViewProps } from './side-view.tsx';

export function RecordingsView(_: SideViewProps) {
  return null;
}
