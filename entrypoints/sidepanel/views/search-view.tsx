import type { SideViewProps } from './side-view.tsx';

export function SearchView(_: SideViewProps) {
  return null;
}
