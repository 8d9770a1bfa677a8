import type { ReadonlySignal } from '@preact/signals';
import { CopyText, type CopyTextFunction } from '../../lib/ui/copy.tsx';
import { onDemand } from '../../lib/ui/on-demand.tsx';
import type { Action } from './actions.ts';
import { messagesOf } from './models/message-reader.ts';
import type { PanelModel } from './models/panel-model.ts';
import { BalanceView } from './views/balance-view.tsx';
import type { BranchNoteProps } from './views/branch-note.tsx';
import { Composer } from './views/composer.tsx';
import type { ConnectionViewProps } from './views/connection-view.tsx';
import { ConversationView } from './views/conversation-view.tsx';
import { Dialogs } from './views/dialogs.tsx';
import { Header } from './views/header.tsx';
import type { DamageNoteProps } from './views/keeping-notes.tsx';
import { NoticeView } from './views/notice-view.tsx';
import type { PlaceNoteProps } from './views/place-note.tsx';
import { SaveView } from './views/save-view.tsx';
import { SessionsSheet } from './views/sessions-sheet.tsx';
import { SessionsView } from './views/sessions-view.tsx';
import type { SettingsViewProps } from './views/settings-view.tsx';
import { SideView } from './views/side-view.tsx';
import type { TourProps } from './views/tour.tsx';
import type { UnsentProps } from './views/unsent-view.tsx';

const ConnectionView = onDemand<ConnectionViewProps>(
  async () => (await import('./views/connection-view.tsx')).ConnectionView,
);
const SettingsView = onDemand<SettingsViewProps>(async () => (await import('./views/settings-view.tsx')).SettingsView);
const UnsentView = onDemand<UnsentProps>(async () => (await import('./views/unsent-view.tsx')).UnsentView);
const DamageNote = onDemand<DamageNoteProps>(async () => (await import('./views/keeping-notes.tsx')).DamageNote);
const StoreNotes = onDemand<PlaceNoteProps>(async () => (await import('./views/store-notes.tsx')).StoreNotes);
const BranchNote = onDemand<BranchNoteProps>(async () => (await import('./views/branch-note.tsx')).BranchNote);
const DropPlace = onDemand<object>(async () => (await import('./views/drop-place.tsx')).DropPlace);
const Tour = onDemand<TourProps>(async () => (await import('./views/tour.tsx')).Tour);

interface PanelProps {
  readonly panel: PanelModel;
  readonly isWide: ReadonlySignal<boolean>;
  readonly copyText: CopyTextFunction;
  /** At a section where one is named. */
  readonly openOptions: (section?: string) => void;
  readonly actions: readonly Action[];
  readonly isMac: boolean;
}

export function Panel({ panel, isWide, copyText, openOptions, actions, isMac }: PanelProps) {
  const { connection, sessions, layout, provider, notices, clock } = panel;
  const keeping = panel.keeping.value;
  const damage = keeping?.damage.value;
  const isAway = connection.isAway.value;
  // Whoever has somebody to ask can write without a store too; it is queued.
  const isBare = !connection.wasReady.value && !(isAway && provider.isSetUp.value);
  const isCardShown = !connection.wasReady.value && !hasSomethingToShow(panel);
  const mustSetUp = !provider.isSetUp.value && sessions.currentId.value === null;
  const view = layout.view.value ?? (mustSetUp ? 'settings' : undefined);
  const isSettings = view === 'settings';
  return (
    <CopyText.Provider value={copyText}>
      {isBare ? (
        <main class="start-place">
          <ConnectionView panel={panel} heading="h1" />
        </main>
      ) : (
        <div class="panel">
          {layout.isSidebarShown.value && (
            <aside class="sidebar">
              <SessionsView panel={panel} isSheet={false} isMac={isMac} />
            </aside>
          )}
          <div class="stage">
            <Header
              {...{ layout, sessions, view, keeping, clock }}
              isWide={isWide.value}
              openBackups={() => openOptions('backups')}
            />
            {!(isCardShown && !isSettings) && (!connection.isReady.value || connection.isEmbedded.value) && (
              <StoreNotes panel={panel} openOptions={openOptions} />
            )}
            {keeping && damage && (
              <DamageNote damage={damage} onOpen={() => openOptions('health')} onDismiss={keeping.dismissDamage} />
            )}
            {view && (
              <>
                {isSettings ? (
                  <SettingsView panel={panel} isMac={isMac} openOptions={openOptions} />
                ) : (
                  <SideView key={view} view={view} panel={panel} isMac={isMac} />
                )}
                {!layout.isSheetOpen.value && <NoticeView notices={notices} />}
              </>
            )}
            {/* Behind a view it stays as it is: the place where one reads, what is unfolded. */}
            <Talk panel={panel} isHidden={view !== undefined} isCardShown={isCardShown} isMac={isMac} />
            <Footer panel={panel} isTalk={view === undefined} />
          </div>
          {layout.isSheetOpen.value && (
            <SessionsSheet onClose={layout.closeSheet}>
              <SessionsView panel={panel} isSheet isMac={isMac} />
              <NoticeView notices={notices} />
            </SessionsSheet>
          )}
        </div>
      )}
      {/* Whatever is behind it: what a crash left behind can be seen without a store. */}
      <Dialogs panel={panel} actions={actions} isMac={isMac} openOptions={openOptions} />
      {layout.isFileOver.value && <DropPlace />}
    </CopyText.Provider>
  );
}

/** A conversation that can be shown without the store: one that began here. */
function hasSomethingToShow({ conversation, chat }: PanelModel): boolean {
  return messagesOf(conversation.page.value).length > 0 || chat.outgoing.value.length > 0;
}

interface TalkProps {
  readonly panel: PanelModel;
  readonly isHidden: boolean;
  /** What is wrong with the connection takes the place of the conversation. */
  readonly isCardShown: boolean;
  readonly isMac: boolean;
}

function Talk({ panel, isHidden, isCardShown, isMac }: TalkProps) {
  const { sessions, provider, layout, save, notices, help } = panel;
  const session = sessions.current.value;
  return (
    <main class="talk" hidden={isHidden}>
      {isCardShown ? (
        <div class="start-place">
          <ConnectionView panel={panel} heading="h2" />
        </div>
      ) : (
        <ConversationView
          sessionId={sessions.currentId.value}
          panel={panel}
          save={save}
          viewState={panel.viewState}
          isInTrash={session !== undefined && session.deletedAt !== null}
          tour={!help.isTourOver.value && provider.isSetUp.value && <Tour panel={panel} isMac={isMac} />}
        />
      )}
      {/* What is behind the sheet cannot be reached. */}
      {!isHidden && !layout.isSheetOpen.value && <NoticeView notices={notices} />}
      {session && session.deletedAt !== null ? (
        <div class="composer-place">
          <p>This session is in the trash.</p>
          <button type="button" class="button" onClick={() => sessions.restore(session.id, true)}>
            Restore
          </button>
        </div>
      ) : provider.isSetUp.value ? (
        <>
          <BranchNote panel={panel} />
          <Composer panel={panel} isMac={isMac} />
        </>
      ) : (
        <div class="composer-place">
          <p>No model server is set up.</p>
          <button type="button" class="button" onClick={() => layout.openView('settings')}>
            Set up
          </button>
        </div>
      )}
    </main>
  );
}

interface FooterProps {
  readonly panel: PanelModel;
  readonly isTalk: boolean;
}

function Footer({ panel, isTalk }: FooterProps) {
  const { connection, save, chat, balance, lowBalance, clock, sessions, layout } = panel;
  return (
    <footer>
      {save.unsent.value.length + save.queuedQuestions.value.length > 0 && (
        <UnsentView
          save={save}
          chat={chat}
          isShownElsewhere={(id) => isTalk && chat.outgoing.value.some((o) => o.requestId === id)}
          openSession={(id) => {
            sessions.open(id);
            layout.closeView();
          }}
        />
      )}
      <div class="footer">
        <SaveView save={save} connection={connection} />
        {layout.mark.value}
        <BalanceView balance={balance} isLow={lowBalance.isLow.value} clock={clock} />
      </div>
    </footer>
  );
}
