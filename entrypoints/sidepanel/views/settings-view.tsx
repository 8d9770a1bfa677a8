import { useModel } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { PanelModel } from '../models/panel-model.ts';
import { ProviderFormModel } from '../models/provider-form-model.ts';
import { ServerAccessModel } from '../models/server-access-model.ts';
import { KeptSettings } from './kept-settings.tsx';
import { ProviderForm } from './provider-form.tsx';
import { SendKeyChoice } from './send-key-choice.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import './settings-view.css';

export interface SettingsViewProps {
  readonly panel: PanelModel;
  readonly isMac: boolean;
  readonly openOptions: () => void;
}

export function SettingsView({ panel, isMac, openOptions }: SettingsViewProps) {
  const { env, preferences, provider, layout, composer, mirror, notices, modelOf } = panel;
  const place = useRef<HTMLElement>(null);
  const isFirst = !provider.isSetUp.value;
  const access = modelOf(ServerAccessModel);
  const form = useModel(() => new ProviderFormModel({ client: env.client, preferences, provider, access }));
  return (
    <main class="settings" ref={place}>
      {mirror.offer.value && (
        <KeptSettings
          mirror={mirror}
          notices={notices}
          onUsed={() => {
            form.start();
            place.current?.scrollTo({ top: 0 });
          }}
        />
      )}
      <section class="settings-section">
        <h2>{isFirst ? 'Choose a model server' : 'Model server'}</h2>
        <p class="muted">
          {isFirst
            ? 'Your questions go to a model server of your choice, and nowhere else. The key stays on this machine.'
            : 'Your questions go to this server, and nowhere else. The key stays on this machine.'}
        </p>
        <ProviderForm model={form} canCancel={!isFirst} onSaved={layout.closeView} />
      </section>
      <section class="settings-section">
        <h2>Appearance</h2>
        <ThemeChoice appearance={layout} onChoose={layout.setTheme} />
      </section>
      {!isFirst && (
        <section class="settings-section">
          <h2>Keys</h2>
          <SendKeyChoice composer={composer} isMac={isMac} />
          <button type="button" class="button at-start" onClick={() => layout.openDialog('keys')}>
            Show all keys
          </button>
        </section>
      )}
      <div class="settings-section">
        <button type="button" class="button at-start" onClick={() => openOptions()}>
          All settings
        </button>
      </div>
    </main>
  );
}
