import { useModel, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { type Action, isAvailable } from '../actions.ts';
import { keyWords } from '../key-combo.ts';
import { PANEL_VIEWS, type PanelDialog } from '../models/layout-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { RecentSessionsModel } from '../models/recent-sessions-model.ts';
import { takeByHand } from '../models/take-snapshot.ts';
import { Dialog } from './dialog.tsx';
import { findEntries, type PaletteEntry } from './find-entries.ts';

export interface PaletteProps {
  readonly panel: PanelModel;
  readonly actions: readonly Action[];
  readonly isMac: boolean;
  /** Everything, or the views or the models alone. */
  readonly scope: Extract<PanelDialog, 'palette' | 'views' | 'models'>;
}

const SCOPES = {
  palette: {
    label: 'Find an action, a session or a model',
    placeholder: 'Action, session or model',
    empty: 'There is nothing to do here.',
  },
  views: { label: 'Choose a view', placeholder: 'View', empty: 'There is nothing to look at yet.' },
  models: { label: 'Choose a model', placeholder: 'Model', empty: 'The server has listed no models yet.' },
};

/** So that the sessions after them are in view as well. */
const MAX_RECENT_ACTIONS = 5;

/** Finds actions, sessions and models by what they are called, and does or opens them. */
export function PaletteView({ panel, actions, isMac, scope }: PaletteProps) {
  const recentSessions = useModel(() => new RecentSessionsModel(panel.sessions, panel.recentIds));
  const query = useSignal('');
  const chosen = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const entries = findEntries(entriesOf({ panel, actions, isMac, scope }, recentSessions.offered.value), query.value);
  const current = Math.min(chosen.value, entries.length - 1);
  const { label, placeholder, empty } = SCOPES[scope];

  useEffect(() => void recentSessions.load(), [recentSessions]);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));

  function choose(entry: PaletteEntry | undefined): void {
    if (!entry) return;
    panel.layout.closeDialog();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter') choose(entries[current]);
    else if (event.key === 'ArrowDown') chosen.value = (current + 1) % Math.max(entries.length, 1);
    else if (event.key === 'ArrowUp') chosen.value = (current + entries.length - 1) % Math.max(entries.length, 1);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog label={label} class="palette" onClose={panel.layout.closeDialog}>
      <input
        type="text"
        class="palette-field"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-label={label}
        aria-activedescendant={entries.length > 0 ? `${id}-${current}` : undefined}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} role="listbox" aria-label={label} class="palette-list">
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the same
          <div
            key={entry.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            class="palette-entry"
            onClick={() => choose(entry)}
            onPointerMove={() => {
              chosen.value = index;
            }}
          >
            <span class="palette-title">{entry.title}</span>
            {entry.hint && <span class="palette-hint">{entry.hint}</span>}
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <p class="empty" role="status">
          {query.value.trim() === '' ? empty : `Nothing found for “${query.value.trim()}”.`}
        </p>
      )}
    </Dialog>
  );
}

function entriesOf(
  { panel, actions, isMac, scope }: PaletteProps,
  recentSessions: readonly Session[],
): readonly PaletteEntry[] {
  // Among models alone there is no need to say so.
  if (scope === 'models') return modelEntries(panel, undefined);
  if (scope === 'views') {
    const views: readonly string[] = PANEL_VIEWS;
    return actionEntries(
      panel,
      actions.filter(({ id }) => views.includes(id)),
      isMac,
    );
  }
  const doable = [...actionEntries(panel, actions, isMac), ...snapshotEntries(panel)];
  const recent = [...recentActions(panel, doable), ...recentSessions.map((session) => sessionEntry(panel, session))];
  const all = [...recent, ...doable, ...sessionEntries(panel), ...modelEntries(panel, 'Model')];
  return [...new Map(all.map((entry) => [entry.key, entry])).values()];
}

function recentActions({ recentCommands }: PanelModel, doable: readonly PaletteEntry[]): readonly PaletteEntry[] {
  const found = recentCommands.values.value.flatMap((id) => doable.find(({ key }) => key === actionKey(id)) ?? []);
  return found.slice(0, MAX_RECENT_ACTIONS);
}

function actionEntries(
  { recentCommands, keys }: PanelModel,
  actions: readonly Action[],
  isMac: boolean,
): PaletteEntry[] {
  // Not the one that opens what is open.
  return actions.flatMap((action) => {
    const { id, title } = action;
    if (id === 'palette' || !isAvailable(action)) return [];
    const combo = keys.bindings.value.get(id);
    const run = () => {
      recentCommands.add(id);
      action.run();
    };
    return [{ key: actionKey(id), title, hint: combo && keyWords(combo, isMac), run }];
  });
}

/** Not among the actions, which the first picture of the panel waits for: nobody has a key for it. */
function snapshotEntries(panel: PanelModel): PaletteEntry[] {
  if (!panel.connection.isReady.value) return [];
  const run = () => {
    panel.recentCommands.add('take-snapshot');
    void takeByHand(panel);
  };
  return [{ key: actionKey('take-snapshot'), title: 'Take a snapshot', run }];
}

function actionKey(id: string): string {
  return `action ${id}`;
}

function sessionEntries(panel: PanelModel): PaletteEntry[] {
  return panel.sessions.rows.value.map((session) => sessionEntry(panel, session));
}

function sessionEntry(
  { sessions, layout }: Pick<PanelModel, 'sessions' | 'layout'>,
  { id, title }: Session,
): PaletteEntry {
  return {
    key: `session ${id}`,
    title: title || 'Untitled',
    hint: id === sessions.currentId.value ? 'Shown' : 'Session',
    run() {
      layout.closeSheet();
      layout.closeView();
      sessions.open(id);
    },
  };
}

function modelEntries({ provider, notices }: PanelModel, hint: string | undefined): PaletteEntry[] {
  const now = provider.provider.value;
  if (!now) return [];
  return provider.models.value.map(({ id, name }) => ({
    key: `model ${id}`,
    title: name,
    hint: id === now.model ? 'In use' : hint,
    run() {
      const apiKey = provider.storedKey(now.baseUrl);
      const { ok } = provider.use({ baseUrl: now.baseUrl, model: id, apiKey });
      if (!ok) notices.show({ text: 'The choice could not be kept: the browser’s storage is full.' });
    },
  }));
}
