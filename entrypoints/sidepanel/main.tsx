import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { browser } from 'wxt/browser';
import { panelLockName } from '../../lib/recovery/panel-row.ts';
import type { RpcConnection } from '../../lib/rpc/connection.ts';
import '../../lib/ui/tokens.css';
import '../../lib/ui/controls.css';
import '../../lib/ui/markdown.css';
import { createActions } from './actions.ts';
import { copyText } from './copy-text.ts';
import { openDebugChannel } from './debug-traffic.ts';
import { listenForFiles } from './listen-for-files.ts';
import { listenForKeys } from './listen-for-keys.ts';
import { PanelModel } from './models/panel-model.ts';
import { openPage } from './open-page.ts';
import { Panel } from './panel.tsx';
import { preloadDialogs } from './views/dialogs.tsx';
import { wearAppearance } from './wear-appearance.ts';
import './composer.css';
import './panel.css';
import './shared-views.css';
import './conversation.css';
import './sessions.css';

const wideQuery = matchMedia('(min-width: 600px)');
const isWide = signal(wideQuery.matches);
wideQuery.addEventListener('change', () => {
  isWide.value = wideQuery.matches;
});

const debugChannel = openDebugChannel();
const { env, preferences, profileId, connect } = openPage('panel', (entry) => debugChannel.postMessage(entry));
const panelId = env.newId();
// As long as the page lives; the browser frees it when it ends, however it ends.
void navigator.locks.request(panelLockName(panelId), () => new Promise(() => {}));
const windowId = browser.windows.getCurrent().then(
  ({ id }) => id,
  () => undefined,
);
const panel = new PanelModel({
  ...{ env, preferences, isWide, profileId, panelId, permissions: browser.permissions, runtime: chrome.runtime },
  tellBackground: (...told) => background.notify(...told),
});
wearAppearance(document.documentElement, panel.layout);

// Last, so that the models hear the first state.
const background = connect((connection) => {
  tellVisible(connection);
  tellPanel(connection);
});
document.addEventListener('visibilitychange', () => {
  tellVisible(background);
  if (document.visibilityState === 'hidden') panel.recovery.peek()?.hide();
});
addEventListener('input', () => panel.recovery.peek()?.noteWriting());
addEventListener('pagehide', () => panel.recovery.peek()?.end());
// How far the start is, for whoever looks from outside.
effect(() => {
  const { step = 'preferences', offer = 'none' } = panel.recovery.value?.startUp.value ?? {};
  Object.assign(document.documentElement.dataset, { start: step, offer });
});
void import('./models/recovery-model.ts').then(({ RecoveryModel }) => {
  panel.start(RecoveryModel);
  tellPanel(background);
});
void import('./after-start.ts').then(({ afterStart }) => afterStart(panel));

/** Which panel this is, in which window: from then on it can be told to show what can be restored. */
function tellPanel(connection: Pick<RpcConnection, 'notify'>): void {
  if (!panel.recovery.peek()) return;
  void windowId.then((id) => connection.notify('page/panel', { panelId, windowId: id }));
}

function tellVisible(connection: Pick<RpcConnection, 'notify'>): void {
  connection.notify('page/visible', { isVisible: document.visibilityState === 'visible' });
}

const place = document.getElementById('panel');
if (place) {
  const isMac = navigator.platform.startsWith('Mac');
  const openOptions = (section?: string) => {
    if (section === undefined) void browser.runtime.openOptionsPage();
    else void import('./open-section.ts').then(({ openSection }) => openSection(section));
  };
  const actions = createActions(panel, copyText, openOptions);
  listenForKeys(window, {
    ...{ actions, isMac },
    bindings: () => panel.keys.bindings.peek(),
    isBlocked: () => panel.layout.dialog.peek() !== undefined,
  });
  listenForFiles(window, {
    onOver(isOver) {
      panel.layout.isFileOver.value = isOver;
    },
    onFiles: (files) =>
      void import('./models/file-import-model.ts').then(({ FileImportModel }) =>
        panel.modelOf(FileImportModel).take(files),
      ),
  });
  render(
    <Panel
      panel={panel}
      isWide={isWide}
      copyText={copyText}
      openOptions={openOptions}
      actions={actions}
      isMac={isMac}
    />,
    place,
  );
  requestIdleCallback(preloadDialogs);
}
