import { BackIcon, MenuIcon, PlusIcon, SettingsIcon, SidebarIcon, ViewsIcon } from '../../../lib/ui/icons.tsx';
import { onDemand } from '../../../lib/ui/on-demand.tsx';
import type { ClockModel } from '../models/clock-model.ts';
import type { KeepingWatchModel } from '../models/keeping-watch-model.ts';
import type { LayoutModel, PanelView } from '../models/layout-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';
import type { KeepingMarkProps } from './keeping-notes.tsx';
import { VIEW_TITLES } from './side-view.tsx';

const KeepingMark = onDemand<KeepingMarkProps>(async () => (await import('./keeping-notes.tsx')).KeepingMark);

interface HeaderProps {
  readonly layout: LayoutModel;
  readonly sessions: SessionsModel;
  readonly isWide: boolean;
  readonly view: PanelView | undefined;
  readonly keeping: KeepingWatchModel | undefined;
  readonly clock: ClockModel;
  readonly openBackups: () => void;
}

export function Header(props: HeaderProps) {
  const { layout, sessions, isWide, view, keeping, clock, openBackups } = props;
  const warning = keeping?.warning.value;
  const isSettings = view === 'settings';
  const title = view === undefined ? sessions.title.value : isSettings ? 'Settings' : VIEW_TITLES[view];
  const hasOwnNew = !layout.isSidebarShown.value && !layout.isSheetOpen.value;
  return (
    <header class="header">
      {!layout.isSidebarShown.value && (
        <button
          type="button"
          class="icon-button"
          aria-label="Show sessions"
          title="Show sessions"
          onClick={layout.showSessions}
        >
          {isWide ? <SidebarIcon /> : <MenuIcon />}
        </button>
      )}
      {view && (
        <button
          type="button"
          class="icon-button"
          aria-label="Back to the conversation"
          title="Back to the conversation"
          onClick={layout.closeView}
        >
          <BackIcon />
        </button>
      )}
      <h1 class="header-text" title={title}>
        {title}
      </h1>
      {warning && <KeepingMark warning={warning} nowMs={clock.nowMs.value} onOpen={openBackups} />}
      {hasOwnNew && (
        <button
          type="button"
          class="icon-button"
          aria-label="New session"
          title="New session"
          onClick={() => {
            layout.closeView();
            sessions.startNew();
          }}
        >
          <PlusIcon />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="Views"
        title="Views"
        aria-haspopup="dialog"
        onClick={() => layout.openDialog('views')}
      >
        <ViewsIcon />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Settings"
        title="Settings"
        aria-pressed={isSettings}
        onClick={() => (isSettings ? layout.closeView() : layout.openView('settings'))}
      >
        <SettingsIcon />
      </button>
    </header>
  );
}
