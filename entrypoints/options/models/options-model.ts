import { createModel } from '@preact/signals';
import type { PreferenceStorage, Preferences } from '../../../lib/preferences/preferences.ts';
import { AppearanceModel } from '../../sidepanel/models/appearance-model.ts';
import { ClockModel } from '../../sidepanel/models/clock-model.ts';
import { ConnectionModel } from '../../sidepanel/models/connection-model.ts';
import type { Environment } from '../../sidepanel/models/environment.ts';
import type { ExtensionRuntime } from '../../sidepanel/models/extension-runtime.ts';
import { MirrorModel } from '../../sidepanel/models/mirror-model.ts';
import { createModelsOnDemand } from '../../sidepanel/models/models-on-demand.ts';
import { NoticeModel } from '../../sidepanel/models/notice-model.ts';
import { ProviderFormModel } from '../../sidepanel/models/provider-form-model.ts';
import { ProviderModel } from '../../sidepanel/models/provider-model.ts';
import { ServerAccessModel, type ServerPermissions } from '../../sidepanel/models/server-access-model.ts';
import { DebugLogModel } from './debug-log-model.ts';
import { KeyboardModel, type KeyboardOptions } from './keyboard-model.ts';
import { type AskedPermission, PermissionModel } from './permission-model.ts';
import { ProviderTestModel } from './provider-test-model.ts';
import { QuarantineModel } from './quarantine-model.ts';
import { ResetModel } from './reset-model.ts';
import { SavedModel } from './saved-model.ts';
import { SettingsModel } from './settings-model.ts';
import { StorageModel } from './storage-model.ts';
import { StoreFactsModel } from './store-facts-model.ts';
import { TransferModel } from './transfer-model.ts';

interface OptionsOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  /** What the preferences are kept in. */
  readonly storage: PreferenceStorage;
  /** Of the extension. */
  readonly version: string;
  readonly permission: AskedPermission;
  /** To talk to model servers. */
  readonly permissions: ServerPermissions;
  readonly runtime: ExtensionRuntime;
  /** Of this browser profile. */
  readonly profileId: () => Promise<string>;
  readonly keyboard: Pick<KeyboardOptions, 'isMac' | 'getCommands'>;
  readonly saveFile: (name: string, text: string) => void;
  /** Asks the browser to keep what the extension stores also when the disk is full; false = it promises nothing. */
  readonly askToPersist: () => Promise<boolean>;
}

/** What the models of a section are made of. */
export interface Shared {
  readonly env: Environment;
  readonly connection: ConnectionModel;
  readonly saved: SavedModel;
  readonly transfer: TransferModel;
  readonly runtime: ExtensionRuntime;
  readonly askToPersist: () => Promise<boolean>;
}

/** Every model of the options page, each made once. */
export const OptionsModel = createModel((options: OptionsOptions) => {
  const { env, preferences, storage, version, runtime, saveFile, askToPersist } = options;
  const connection = new ConnectionModel(env.client);
  const clock = new ClockModel(env.now, env.timers);
  const notices = new NoticeModel(env.timers);
  const saved = new SavedModel(env.timers);
  // What is changed here is kept by the store, and has its time, as what is changed in a panel.
  new MirrorModel({
    env,
    preferences,
    isReady: connection.isReady,
    profileId: options.profileId,
    onBroughtBack: () => {},
  });
  const appearance = new AppearanceModel(preferences);
  const provider = new ProviderModel(env.client, preferences, connection.isReady);
  const access = new ServerAccessModel({ permissions: options.permissions, connection });
  const providerForm = new ProviderFormModel({ client: env.client, preferences, provider, access });
  const providerTest = new ProviderTestModel(env.client, providerForm);
  const settings = new SettingsModel({ preferences, appearance, provider, saved });
  const permission = new PermissionModel(options.permission);
  const storeFacts = new StoreFactsModel(env, version, connection.isReady);
  const storageUse = new StorageModel(storage, preferences);
  const transfer = new TransferModel({ preferences, notices, now: env.now, saveFile });
  const quarantine = new QuarantineModel(storage, preferences, notices);
  const reset = new ResetModel(preferences, notices);
  const keyboard = new KeyboardModel({ preferences, ...options.keyboard });
  const debug = new DebugLogModel();
  const modelOf = createModelsOnDemand<Shared>({ env, connection, saved, transfer, runtime, askToPersist });

  return {
    ...{ connection, clock, notices, saved, appearance, provider, providerForm, providerTest, settings },
    ...{ permission, keyboard, storeFacts, storageUse, transfer, quarantine, reset, debug, modelOf },
  };
});
export type OptionsModel = InstanceType<typeof OptionsModel>;
