import { useEffect, useRef, useState } from 'preact/hooks';
import type { Theme } from '../../../lib/preferences/schema.ts';
import { errorWords } from '../error-words.ts';
import type { LayoutModel } from '../models/layout-model.ts';
import { normalizeBaseUrl, PRESETS, type ProviderModel } from '../models/provider-model.ts';

interface SettingsViewProps {
  readonly provider: ProviderModel;
  readonly layout: LayoutModel;
}

export function SettingsView({ provider, layout }: SettingsViewProps) {
  const isFirst = !provider.isSetUp.value;
  useEffect(() => provider.startEditing(), [provider]);
  return (
    <main class="settings">
      <section class="settings-section">
        <h2>{isFirst ? 'Choose who answers' : 'Model server'}</h2>
        <p class="muted">
          {isFirst
            ? 'Your questions go to a model server of your choice, and nowhere else. The key stays on this machine.'
            : 'Your questions go to this server, and nowhere else. The key stays on this machine.'}
        </p>
        <ProviderForm provider={provider} onSaved={layout.closeSettings} />
      </section>
      <section class="settings-section">
        <h2>Appearance</h2>
        <ThemeChoice layout={layout} />
      </section>
    </main>
  );
}

interface ProviderFormProps {
  readonly provider: ProviderModel;
  readonly onSaved: () => void;
}

function ProviderForm({ provider, onSaved }: ProviderFormProps) {
  const { baseUrl, apiKey, model } = provider.form.value;
  const [isKeyShown, setKeyShown] = useState(false);
  const [isOwn, setOwn] = useState(false);
  const urlField = useRef<HTMLInputElement>(null);
  const url = normalizeBaseUrl(baseUrl);
  const preset = isOwn ? undefined : PRESETS.find((other) => other.baseUrl === url);
  const choices = provider.choices.value;
  const urlHint =
    url === undefined
      ? 'An http or https address is needed.'
      : preset === undefined && 'Any server that speaks the OpenAI protocol.';
  const loadUnlessLoaded = () => {
    if (provider.choices.peek() === undefined) void provider.loadChoices();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (model === '') void provider.loadChoices();
        else if (provider.save()) onSaved();
      }}
    >
      <fieldset class="segments">
        <legend class="hidden">Server</legend>
        {PRESETS.map(({ name, baseUrl: address, needsKey }) => (
          <label key={name}>
            <input
              type="radio"
              name="preset"
              checked={preset?.name === name}
              onChange={() => {
                setOwn(false);
                provider.choosePreset(address);
                if (!needsKey) void provider.loadChoices();
              }}
            />
            <span>{name}</span>
          </label>
        ))}
        <label>
          <input
            type="radio"
            name="preset"
            checked={preset === undefined}
            onChange={() => {
              setOwn(true);
              urlField.current?.select();
            }}
          />
          <span>Other</span>
        </label>
      </fieldset>

      <div class="field">
        <label for="base-url">Base URL</label>
        <input
          ref={urlField}
          id="base-url"
          type="url"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          value={baseUrl}
          aria-invalid={url === undefined}
          aria-describedby={urlHint ? 'base-url-hint' : undefined}
          onInput={(event) => provider.setBaseUrl(event.currentTarget.value)}
        />
        {urlHint && (
          <p id="base-url-hint" class={url === undefined ? 'hint danger-text' : 'hint'}>
            {urlHint}
          </p>
        )}
      </div>

      <div class="field">
        <label for="api-key">API key</label>
        <div class="field-row">
          <input
            id="api-key"
            type="text"
            class={isKeyShown ? 'key' : 'key masked'}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={apiKey}
            onInput={(event) => provider.setApiKey(event.currentTarget.value)}
            onChange={loadUnlessLoaded}
          />
          <button type="button" class="button" onClick={() => setKeyShown(!isKeyShown)}>
            {isKeyShown ? 'Hide' : 'Show'}
          </button>
        </div>
        {preset && !preset.needsKey && <p class="hint">{preset.name} needs none.</p>}
      </div>

      <div class="field">
        <label for="model">Model</label>
        <div class="field-row">
          <select
            id="model"
            value={model}
            onFocus={loadUnlessLoaded}
            onChange={(event) => provider.setModel(event.currentTarget.value)}
          >
            {choices?.state === 'ready' && choices.value.length > 0 ? (
              choices.value.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))
            ) : (
              <option value={model}>{model === '' ? 'Not loaded yet' : model}</option>
            )}
          </select>
          <button
            type="button"
            class="button"
            disabled={url === undefined || choices?.state === 'loading'}
            onClick={() => void provider.loadChoices()}
          >
            {choices?.state === 'loading' ? 'Loading…' : 'Load models'}
          </button>
        </div>
        <ChoicesHint provider={provider} />
      </div>

      <div class="form-end">
        <button type="submit" class="button primary" disabled={url === undefined || model === ''}>
          Save
        </button>
        {provider.isSetUp.value && (
          <button type="button" class="button quiet" onClick={onSaved}>
            Cancel
          </button>
        )}
        {provider.saveError.value && (
          <p class="danger-text" role="alert">
            Not saved. {provider.saveError.value}
          </p>
        )}
      </div>
    </form>
  );
}

function ChoicesHint({ provider }: { readonly provider: ProviderModel }) {
  const choices = provider.choices.value;
  if (choices?.state === 'failed') {
    const { what, todo } = errorWords(choices.error.code);
    return (
      <p class="hint danger-text" role="alert">
        {what}. {todo}
      </p>
    );
  }
  if (choices?.state === 'ready') {
    const count = choices.value.length;
    return <p class="hint">{count === 1 ? '1 model' : `${count} models`}</p>;
  }
  return null;
}

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

function ThemeChoice({ layout }: { readonly layout: LayoutModel }) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Appearance</legend>
      {THEMES.map(([theme, name]) => (
        <label key={theme}>
          <input
            type="radio"
            name="theme"
            checked={layout.theme.value === theme}
            onChange={() => layout.setTheme(theme)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
