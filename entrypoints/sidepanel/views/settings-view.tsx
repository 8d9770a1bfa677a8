import { useEffect } from 'preact/hooks';
import type { LayoutModel } from '../models/layout-model.ts';
import type { ProviderFormModel } from '../models/provider-form-model.ts';
import type { ProviderModel } from '../models/provider-model.ts';
import { ProviderForm } from './provider-form.tsx';
import { ThemeChoice } from './theme-choice.tsx';

interface SettingsViewProps {
  readonly provider: ProviderModel;
  readonly form: ProviderFormModel;
  readonly layout: LayoutModel;
}

export function SettingsView({ provider, form, layout }: SettingsViewProps) {
  const isFirst = !provider.isSetUp.value;
  useEffect(() => form.start(), [form]);
  return (
    <main class="settings">
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
    </main>
  );
}
