import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { AppearanceModel } from './appearance-model.ts';

/** What stands over the whole panel. */
export type PanelDialog = 'palette' | 'models' | 'keys' | 'restore' | 'recovery' | 'import' | 'export';

export interface LayoutOptions {
  readonly preferences: Preferences;
  /** Room for a sidebar beside the conversation. */
  readonly isWide: ReadonlySignal<boolean>;
}

/** What of the panel is shown, as far as it is no data. */
export const LayoutModel = createModel(({ preferences, isWide }: LayoutOptions) => {
  const ui = preferences.get('sidepanel.ui');
  const isSidebarCollapsed = signal(ui.sidebarCollapsed);
  const isSheetOpen = signal(false);
  const isSettingsOpen = signal(false);
  const dialog = signal<PanelDialog | undefined>(undefined);
  /** The one that the dialog about an export is for. */
  const exported = signal<Session | undefined>(undefined);
  /** Files are dragged over the panel. */
  const isFileOver = signal(false);
  const { theme, motion, setTheme } = new AppearanceModel(preferences);
  const isSidebarShown = computed(() => isWide.value && !isSidebarCollapsed.value);

  effect(() => {
    if (isWide.value) isSheetOpen.value = false;
  });

  // A newer value of the store, after the browser was killed; what other panels do with their sidebars is theirs.
  effect(() =>
    preferences.watch((key, origin) => {
      if (key === 'sidepanel.ui' && origin === 'store') {
        isSidebarCollapsed.value = preferences.get('sidepanel.ui').sidebarCollapsed;
      }
    }),
  );

  function showSessions(): void {
    if (isWide.peek()) setCollapsed(false);
    else isSheetOpen.value = true;
  }

  function hideSessions(): void {
    if (isWide.peek()) setCollapsed(true);
    else isSheetOpen.value = false;
  }

  /** After a choice in the sheet it has done its work; the sidebar stays. */
  function closeSheet(): void {
    isSheetOpen.value = false;
  }

  function setCollapsed(sidebarCollapsed: boolean): void {
    isSidebarCollapsed.value = sidebarCollapsed;
    preferences.set('sidepanel.ui', { ...preferences.get('sidepanel.ui'), sidebarCollapsed });
  }

  function openSettings(): void {
    isSettingsOpen.value = true;
  }

  function closeSettings(): void {
    isSettingsOpen.value = false;
  }

  function openDialog(next: PanelDialog): void {
    dialog.value = next;
  }

  function openExport(session: Session): void {
    exported.value = session;
    openDialog('export');
  }

  function closeDialog(): void {
    dialog.value = undefined;
  }

  return {
    dialog,
    isSidebarCollapsed,
    setCollapsed,
    openDialog,
    closeDialog,
    exported,
    openExport,
    isFileOver,
    isSidebarShown,
    isSheetOpen,
    isSettingsOpen,
    theme,
    motion,
    showSessions,
    hideSessions,
    closeSheet,
    setTheme,
    openSettings,
    closeSettings,
  };
});
export type LayoutModel = InstanceType<typeof LayoutModel>;
