import { onDemand } from '../../../lib/ui/on-demand.tsx';
import type { SideView as SideViewName } from '../models/layout-model.ts';
import type { PanelModel } from '../models/panel-model.ts';

/** What every view that can take the place of the conversation is given. */
export interface SideViewProps {
  readonly panel: PanelModel;
  readonly isMac: boolean;
}

const VIEWS = {
  search: onDemand<SideViewProps>(async () => (await import('./search-view.tsx')).SearchView),
  branches: onDemand<SideViewProps>(async () => (await import('./branches-view.tsx')).BranchesView),
  timeline: onDemand<SideViewProps>(async () => (await import('./timeline-view.tsx')).TimelineView),
  recordings: onDemand<SideViewProps>(async () => (await import('./recordings-view.tsx')).RecordingsView),
  usage: onDemand<SideViewProps>(async () => (await import('./usage-view.tsx')).UsageView),
  'file-changes': onDemand<SideViewProps>(async () => (await import('./file-changes-view.tsx')).FileChangesView),
  proofs: onDemand<SideViewProps>(async () => (await import('./proofs-view.tsx')).ProofsView),
};

/** What each is called. */
export const VIEW_TITLES: Readonly<Record<SideViewName, string>> = {
  search: 'Search',
  branches: 'Branches',
  timeline: 'Timeline',
  recordings: 'Recordings',
  usage: 'Usage',
  'file-changes': 'File changes',
  proofs: 'Proofs',
};

/** One of the views, in the place of the conversation; Esc leads back to that. */
export function SideView({ view, ...props }: SideViewProps & { readonly view: SideViewName }) {
  const View = VIEWS[view];
  return (
    <main
      class="side-view"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
        event.preventDefault();
        props.panel.layout.closeView();
      }}
    >
      <View {...props} />
    </main>
  );
}
