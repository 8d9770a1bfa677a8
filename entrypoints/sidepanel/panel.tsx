import type { ReadonlySignal } from '@preact/signals';
import { CopyText } from '../../lib/ui/copy.tsx';
import type { PanelModel } from './models/panel-model.ts';
import { Composer } from './views/composer.tsx';
import { ConnectionBanner, ConnectionView } from './views/connection-view.tsx';
import { ConversationView } from './views/conversation-view.tsx';
import { balanceWords, fullTime } from './views/format.ts';
import { Header } from './views/header.tsx';
import { NoticeView } from './views/notice-view.tsx';
import { SaveView } from './views/save-view.tsx';
import { SessionsSheet } from './views/sessions-sheet.tsx';
import { SessionsView } from './views/sessions-view.tsx';
import { SettingsView } from './views/settings-view.tsx';

interface PanelProps {
  readonly panel: PanelModel;
  readonly isWide: ReadonlySignal<boolean>;
  readonly copyText: (text: string) => Promise<void>;
}

export function Panel({ panel, isWide, copyText }: PanelProps) {
  const { connection, clock, sessions, layout, provider, notices } = panel;
  if (!connection.wasReady.value) {
    return (
      <CopyText.Provider value={copyText}>
        <ConnectionView connection={connection.connection.value} />
      </CopyText.Provider>
    );
  }
  const isSettings = layout.isSettingsOpen.value || (!provider.isSetUp.value && sessions.currentId.value === null);
  return (
    <CopyText.Provider value={copyText}>
      <div class="panel">
        {layout.isSidebarShown.value && (
          <aside class="sidebar">
            <SessionsView sessions={sessions} layout={layout} clock={clock} isSheet={false} />
          </aside>
        )}
        <div class="stage">
          <Header
            layout={layout}
            sessions={sessions}
            provider={provider}
            isWide={isWide.value}
            isSettings={isSettings}
          />
          {!connection.isReady.value && <ConnectionBanner connection={connection.connection.value} />}
          {isSettings ? (
            <>
              <SettingsView provider={provider} form={panel.providerForm} layout={layout} />
              {!layout.isSheetOpen.value && <NoticeView notices={notices} />}
            </>
          ) : (
            <Talk panel={panel} />
          )}
          <Footer panel={panel} />
        </div>
        {layout.isSheetOpen.value && (
          <SessionsSheet onClose={layout.closeSheet}>
            <SessionsView sessions={sessions} layout={layout} clock={clock} isSheet />
            <NoticeView notices={notices} />
          </SessionsSheet>
        )}
      </div>
    </CopyText.Provider>
  );
}

function Talk({ panel }: { readonly panel: PanelModel }) {
  const { sessions, drafts, conversation, chat, provider, layout, save, clock, notices } = panel;
  const session = sessions.current.value;
  return (
    <main class="talk">
      <ConversationView
        sessionId={sessions.currentId.value}
        conversation={conversation}
        chat={chat}
        provider={provider}
        layout={layout}
        save={save}
        clock={clock}
      />
      {/* What is behind the sheet cannot be reached. */}
      {!layout.isSheetOpen.value && <NoticeView notices={notices} />}
      {session && session.deletedAt !== null ? (
        <div class="composer-place">
          <p>This session is in the trash.</p>
          <button type="button" class="button" onClick={() => sessions.restore(session.id, true)}>
            Restore
          </button>
        </div>
      ) : provider.isSetUp.value ? (
        <Composer sessions={sessions} drafts={drafts} conversation={conversation} chat={chat} />
      ) : (
        <div class="composer-place">
          <p>No model server is set up.</p>
          <button type="button" class="button" onClick={layout.openSettings}>
            Set up
          </button>
        </div>
      )}
    </main>
  );
}

function Footer({ panel }: { readonly panel: PanelModel }) {
  const { save, chat, provider } = panel;
  const balance = provider.balance.value;
  const words = balance && balanceWords(balance);
  return (
    <footer class="footer">
      <SaveView save={save} isRetryElsewhere={chat.outgoing.value.some((question) => question.isHeldBack)} />
      {words && (
        <p class="balance" title={`Balance of ${fullTime(balance.fetchedAt)}`}>
          {words}
        </p>
      )}
    </footer>
  );
}
