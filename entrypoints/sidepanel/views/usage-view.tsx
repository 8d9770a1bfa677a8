import type { SideViewProps } from './side-view.tsx';

export function UsageView(_: SideViewProps) {
  return null;
}
