import { v7 as newId } from 'uuid';
import { browser } from 'wxt/browser';
import type { Timers } from '../../lib/clock.ts';
import { migratePreferences } from '../../lib/preferences/migrate-preferences.ts';
import { createPreferences } from '../../lib/preferences/preferences.ts';
import { createClient } from '../../lib/rpc/client.ts';
import type { RpcConnection } from '../../lib/rpc/connection.ts';
import { openBackgroundConnection } from './background-connection.ts';
import { type DebugEntry, watchTraffic } from './debug-traffic.ts';
import { createProfileId } from './profile-id.ts';
import { shareNotificationSettings } from './share-notification-settings.ts';

type Background = ReturnType<typeof openBackgroundConnection>;

/** What every page of the extension has before its own models. `tell` hears of its traffic while the debug log is on. */
export function openPage(page: DebugEntry['page'], tell: (entry: DebugEntry) => void) {
  const timers: Timers = {
    set: (callback, ms) => setTimeout(callback, ms),
    clear: (timer) => clearTimeout(timer as number),
  };
  migratePreferences(localStorage);
  const preferences = createPreferences(localStorage, (hear) => addEventListener('storage', ({ key }) => hear(key)));
  const traffic = watchTraffic({ page, preferences, now: Date.now, tell });
  let background: Background;
  const { client, receiveNotification } = createClient({
    connection: { request: traffic.watchRequests((...call) => background.request(...call)) },
    newId,
  });
  const profileId = createProfileId({
    storage: browser.storage.local,
    alone: (action) => navigator.locks.request('holdfast.profile-id', action),
    newId,
  });

  /** To be called last, so that the models hear the first state. `greet`: what a new background is told first. */
  function connect(greet?: (connection: Pick<RpcConnection, 'notify'>) => void): Background {
    background = openBackgroundConnection({
      connect: () => browser.runtime.connect(),
      timers,
      onNotification(method, params) {
        traffic.noteNotification(method, params);
        receiveNotification(method, params);
      },
      ...(greet && { greet }),
    });
    shareNotificationSettings(preferences, browser.storage.local);
    return background;
  }

  return { env: { client, now: Date.now, timers, newId }, preferences, profileId, connect };
}
