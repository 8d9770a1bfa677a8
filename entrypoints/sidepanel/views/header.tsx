import { MenuIcon, PlusIcon, SettingsIcon, SidebarIcon } from '../../../lib/ui/icons.tsx';
import type { LayoutModel } from '../models/layout-model.ts';
import type { ProviderModel } from '../models/provider-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';

interface HeaderProps {
  readonly layout: LayoutModel;
  readonly sessions: SessionsModel;
  readonly provider: ProviderModel;
  readonly isWide: boolean;
  readonly isSettings: boolean;
}

export function Header({ layout, sessions, provider, isWide, isSettings }: HeaderProps) {
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
      <div class="header-text">
        <h1 title={title}>{title}</h1>
        {!isSettings && provider.providerModelName.value && (
          <p class="muted" title={provider.providerModelName.value}>
            {provider.providerModelName.value}
          </p>
        )}
      </div>
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
