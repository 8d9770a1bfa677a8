import type { SideViewProps } from './side-view.tsx';

export function ProofsView(_: SideViewProps) {
  return null;
}
