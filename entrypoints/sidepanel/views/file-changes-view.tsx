import type { SideViewProps } from './side-view.tsx';

export function FileChangesView(_: SideViewProps) {
  return null;
}
