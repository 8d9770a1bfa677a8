import { createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { money } from '../views/format.ts';
import { BalanceModel } from './balance-model.ts';
import { ChatModel } from './chat-model.ts';
import { ClockModel } from './clock-model.ts';
import { ComposerModel } from './composer-model.ts';
import { ConnectionModel } from './connection-model.ts';
import { ContextModel } from './context-model.ts';
import { ConversationModel } from './conversation-model.ts';
import { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import type { ExtensionRuntime } from './extension-runtime.ts';
import { HelpModel } from './help-model.ts';
import type { KeepingWatchModel } from './keeping-watch-model.ts';
import { KeyBindingsModel } from './key-bindings-model.ts';
import { LayoutModel } from './layout-model.ts';
import { LowBalanceModel } from './low-balance-model.ts';
import { MirrorModel } from './mirror-model.ts';
import { createModelsOnDemand } from './models-on-demand.ts';
import { NoticeModel } from './notice-model.ts';
import { preferenceSignal } from './preference-signal.ts';
import { ProviderModel } from './provider-model.ts';
import { RecentSearchesModel } from './recent-searches-model.ts';
import { RecentsModel } from './recents-model.ts';
import type { RecoveryModel } from './recovery-model.ts';
import { ReplyWatchModel } from './reply-watch-model.ts';
import { SaveModel } from './save-model.ts';
import type { ServerPermissions } from './server-access-model.ts';
import { SessionFilterModel } from './session-filter-model.ts';
import { SessionRowsModel } from './session-rows-model.ts';
import { SessionsModel } from './sessions-model.ts';
import { tellTrouble } from './setting-trouble.ts';
import { UnreadModel } from './unread-model.ts';
import { ViewStateModel } from './view-state-model.ts';

interface PanelOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  readonly isWide: ReadonlySignal<boolean>;
  readonly profileId: () => Promise<string>;
  /** Of this panel from its opening to its end. */
  readonly panelId: string;
  /** To talk to model servers. */
  readonly permissions: ServerPermissions;
  readonly runtime: ExtensionRuntime;
  /** Says something that needs no answer. */
  readonly tellBackground: (method: string, params: object) => void;
}

/** What the models are made of whose code is loaded when it is first needed. */
export interface PanelShared {
  readonly env: Environment;
  readonly preferences: Preferences;
  readonly notices: NoticeModel;
  readonly layout: LayoutModel;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
  readonly viewState: ViewStateModel;
  readonly balance: BalanceModel;
  readonly provider: ProviderModel;
  readonly permissions: ServerPermissions;
  readonly runtime: ExtensionRuntime;
  readonly connection: ConnectionModel;
  readonly isReady: ReadonlySignal<boolean>;
  readonly panelId: string;
  readonly profileId: () => Promise<string>;
}

/** Every model of the panel, each made once. */
export const PanelModel = createModel((options: PanelOptions) => {
  const { env, preferences, isWide, profileId, panelId, tellBackground } = options;
  const connection = new ConnectionModel(env.client);
  const { isReady } = connection;
  const clock = new ClockModel(env.now, env.timers);
  const notices = new NoticeModel(env.timers);
  effect(() => preferences.watchTroubles((trouble) => tellTrouble(trouble, notices)));
  const mirror = new MirrorModel({
    ...{ env, preferences, isReady, profileId },
    onBroughtBack: () =>
      notices.show({ text: 'This browser’s storage was cleared. Your settings are back from the store.' }),
  });
  const save = new SaveModel(env);
  const provider = new ProviderModel(env.client, preferences, isReady);
  const balance = new BalanceModel(env.client, env.now, provider.introduced);
  const lowBalance = new LowBalanceModel({
    ...{ preferences, balance: balance.balance },
    onLow(usd) {
      notices.show({ text: `The balance is low: ${money(usd)} left.` });
      tellBackground('page/balance-low', { usd: usd.toFixed(2) });
    },
  });
  const sessions = new SessionsModel({ env, save, notices, isReady, openFirst: lastSession(preferences) });
  const filter = new SessionFilterModel(sessions, env.timers);
  const rows = new SessionRowsModel(filter, clock, env.client);
  const unread = new UnreadModel(preferences, sessions.currentId);
  const replies = new ReplyWatchModel({ env, preferences, isReady, onEnded: unread.replyEnded });
  const drafts = new DraftModel(env, save, sessions.currentId, isReady);
  const conversation = new ConversationModel({ env, save, sessions, isReady });
  const chat = new ChatModel({ env, save, sessions, drafts, conversation, notices, provider: provider.provider });
  const composer = new ComposerModel({ preferences, drafts, conversation, notices, sessions });
  const context = new ContextModel({ env, sessions, provider, isReady });
  const layout = new LayoutModel({ preferences, isWide });
  const keys = new KeyBindingsModel(preferences);
  const recentCommands = new RecentsModel(preferences, 'sidepanel.recent.commands');
  const recentIds = preferenceSignal(preferences, 'sidepanel.recent.sessions');
  const recentSearches = new RecentSearchesModel(preferences, filter);
  const help = new HelpModel(preferences);
  const viewState = new ViewStateModel();
  if (!provider.isSetUp.peek()) layout.openView('settings');

  // Another page chose, or the store had what a killed browser lost: there is nothing to be set up any more.
  let wasSetUp = provider.isSetUp.peek();
  effect(() =>
    preferences.watch((_key, origin) => {
      const isSetUp = provider.isSetUp.peek();
      if (origin !== 'own' && isSetUp && !wasSetUp) layout.closeView();
      wasSetUp = isSetUp;
    }),
  );
  // Whoever has asked something knows how.
  effect(() => {
    if (chat.outgoing.value.length > 0) help.endTour();
  });
  effect(() => rememberSession(preferences, sessions.currentId.value));
  const shared = {
    ...{ env, preferences, panelId, save, sessions, drafts, conversation, layout, balance, viewState },
    ...{ connection, notices, provider },
  };
  const recovery = signal<RecoveryModel | undefined>(undefined);
  const keeping = signal<KeepingWatchModel | undefined>(undefined);

  /** Begins the start proper: what is not needed for the first picture comes after it. */
  function start(Recovery: typeof RecoveryModel): void {
    recovery.value = new Recovery({ ...shared, tellBackground });
  }

  /** Begins to watch what a person should know of the backups and of the store, which nothing waits for. */
  function watchKeeping(Watch: typeof KeepingWatchModel): void {
    keeping.value = new Watch(shared);
  }
  const modelOf = createModelsOnDemand<PanelShared>({ ...options, ...shared, isReady });
  effect(() => () => {
    for (const later of [recovery, keeping]) later.peek()?.[Symbol.dispose]();
  });

  return {
    /** For what a view starts when it is shown. */
    ...{ env, preferences },
    ...{ connection, clock, notices, mirror, save, provider, balance, lowBalance, layout, keys },
    ...{ sessions, filter, rows, unread, replies, drafts, conversation, chat, composer, context, recentCommands },
    ...{ recentIds, recentSearches, help, viewState, recovery, start, keeping, watchKeeping, modelOf },
  };
});
export type PanelModel = InstanceType<typeof PanelModel>;

/** What a panel begins with: the session that was shown when one was last open, or null for a new one. */
function lastSession(preferences: Preferences): string | null {
  if (preferences.get('sidepanel.settings').startView === 'new') return null;
  if (preferences.get('sidepanel.ui').lastView === 'new') return null;
  return preferences.get('sidepanel.recent.sessions')[0] ?? null;
}

function rememberSession(preferences: Preferences, id: string | null): void {
  preferences.set('sidepanel.ui', { ...preferences.get('sidepanel.ui'), lastView: id === null ? 'new' : 'session' });
  if (id !== null) preferences.addRecent('sidepanel.recent.sessions', id);
}
