import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import type { Timers } from '../../lib/clock.ts';
import { NATIVE_HOST_NAME } from '../../lib/protocol/limits.ts';
import { createHostConnection } from './host-connection.ts';
import { createPanelPorts } from './panel-ports.ts';
import { rememberCredentials } from './remembered-credentials.ts';

export default defineBackground({
  type: 'module',
  main() {
    const timers: Timers = {
      set: (callback, ms) => setTimeout(callback, ms),
      clear: (timer) => clearTimeout(timer as number),
    };
    const credentials = rememberCredentials(browser.storage.session);
    const host = createHostConnection({
      connectNative: () => browser.runtime.connectNative(NATIVE_HOST_NAME),
      lastError: () => browser.runtime.lastError?.message,
      timers,
      now: Date.now,
      version: browser.runtime.getManifest().version,
      credentials: credentials.list,
      onNotification: (method, params) => pages.broadcast(method, params),
      onState: (state) => pages.broadcast('store/state', state),
    });
    const pages = createPanelPorts({
      host,
      extensionId: browser.runtime.id,
      timers,
      rememberCredentials: credentials.remember,
    });
    browser.runtime.onConnect.addListener((port) => pages.accept(port));
    void browser.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
  },
});
