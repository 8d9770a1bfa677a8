import type { SideViewProps } from './side-view.tsx';

export function TimelineView(_: SideViewProps) {
  return null;
}
