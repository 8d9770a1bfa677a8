import { MenuIcon, PlusIcon, SettingsIcon, SidebarIcon } from '../../../lib/ui/icons.tsx';
import type { LayoutModel } from '../models/layout-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';

interface HeaderProps {
  readonly layout: LayoutModel;
  readonly sessions: SessionsModel;
  readonly isWide: boolean;
  readonly isSettings: boolean;
}

export function Header({ layout, sessions, isWide, isSettings }: HeaderProps) {
  const title = isSettings ? 'Settings' : sessions.title.value;
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
      <h1 class="header-text" title={title}>
        {title}
      </h1>
      {hasOwnNew && (
        <button
          type="button"
          class="icon-button"
          aria-label="New session"
          title="New session"
          onClick={() => {
            layout.closeSettings();
            sessions.startNew();
          }}
        >
          <PlusIcon />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="Settings"
        title="Settings"
        aria-pressed={isSettings}
        onClick={isSettings ? layout.closeSettings : layout.openSettings}
      >
        <SettingsIcon />
      </button>
    </header>
  );
}
