import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { AppearanceModel } from './appearance-model.ts';

/** What can take the place of the conversation, besides the settings; actions of the same names open them. */
export const PANEL_VIEWS = ['search', 'branches', 'timeline', 'recordings', 'usage', 'file-changes', 'proofs'] as const;
export type SideView = (typeof PANEL_VIEWS)[number];
export type PanelView = SideView | 'settings';

/** Whether this version has a view of that name. */
export function isPanelView(name: string): name is PanelView {
  return name === 'settings' || (PANEL_VIEWS as readonly string[]).includes(name);
}

/** What stands over the whole panel. */
export type PanelDialog =
  | 'palette'
  | 'views'
  | 'models'
  | 'keys'
  | 'restore'
  | 'recovery'
  | 'import'
  | 'export'
  | 'place';

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
  /** undefined: the conversation. */
  const view = signal<PanelView | undefined>(undefined);
  const dialog = signal<PanelDialog | undefined>(undefined);
  /** The one that the dialog about an export is for. */
  const exported = signal<Session | undefined>(undefined);
  /** Stands in the footer while something lasts; put there by what is loaded on demand. */
  const mark = signal<ComponentChildren>(undefined);
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

  function openView(next: PanelView): void {
    view.value = next;
  }

  /** Back to the conversation. */
  function closeView(): void {
    view.value = undefined;
  }

  function toggleView(next: PanelView): void {
    view.value = view.peek() === next ? undefined : next;
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
    mark,
    isSidebarShown,
    isSheetOpen,
    view,
    theme,
    motion,
    showSessions,
    hideSessions,
    closeSheet,
    setTheme,
    openView,
    closeView,
    toggleView,
  };
});
export type LayoutModel = InstanceType<typeof LayoutModel>;
