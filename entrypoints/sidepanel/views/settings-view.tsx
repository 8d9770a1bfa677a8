import { useEffect, useRef } from 'preact/hooks';
import type { PanelModel } from '../models/panel-model.ts';
import { KeptSettings } from './kept-settings.tsx';
import { ProviderForm } from './provider-form.tsx';
import { SendKeyChoice } from './send-key-choice.tsx';
import { ThemeChoice } from './theme-choice.tsx';

export interface SettingsProps {
  readonly panel: PanelModel;
  readonly isMac: boolean;
}

export function SettingsView({ panel, isMac }: SettingsProps) {
  const { provider, providerForm: form, layout, composer, mirror, notices } = panel;
  const place = useRef<HTMLElement>(null);
  const isFirst = !provider.isSetUp.value;
  useEffect(() => form.start(), [form]);
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
        <h2>{isFirst ? 'Choose who answers' : 'Model server'}</h2>
        <p class="muted">
          {isFirst
            ? 'Your questions go to a model server of your choice, and nowhere else. The key stays on this machine.'
            : 'Your questions go to this server, and nowhere else. The key stays on this machine.'}
        </p>
        <ProviderForm model={form} canCancel={!isFirst} onSaved={layout.closeSettings} />
      </section>
      <section class="settings-section">
        <h2>Appearance</h2>
        <ThemeChoice layout={layout} />
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
    </main>
  );
}
