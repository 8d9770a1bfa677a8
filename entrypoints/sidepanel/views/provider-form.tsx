import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { errorWords } from '../error-words.ts';
import { normalizeBaseUrl, PRESETS, type ProviderFormModel } from '../models/provider-form-model.ts';
import { AccessNote } from './access-note.tsx';

interface ProviderFormProps {
  readonly model: ProviderFormModel;
  /** There is something to go back to. */
  readonly canCancel: boolean;
  readonly onSaved: () => void;
  /** Stands beside its buttons. */
  readonly end?: ComponentChildren;
}

/** Which server answers, with which key and model. */
export function ProviderForm({ model: form, canCancel, onSaved, end }: ProviderFormProps) {
  const { baseUrl, apiKey, model } = form.form.value;
  const [isKeyShown, setKeyShown] = useState(false);
  const [isOwn, setOwn] = useState(false);
  const urlField = useRef<HTMLInputElement>(null);
  const url = normalizeBaseUrl(baseUrl);
  const preset = isOwn ? undefined : PRESETS.find((other) => other.baseUrl === url);
  const choices = form.choices.value;
  const urlHint =
    url === undefined
      ? 'Enter an http or https address.'
      : preset === undefined && 'Any server that speaks the OpenAI protocol.';
  const isBarredOut = choices?.state === 'failed' && choices.error.details['needsPermission'] !== undefined;
  const afterAsking = async (act: () => void) => {
    if (await form.mayTalk()) act();
  };
  const loadUnlessLoaded = () => {
    if (form.choices.peek() === undefined) void form.loadChoices();
  };

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void afterAsking(() => {
          if (model === '') void form.loadChoices();
          else if (form.save()) onSaved();
        });
      }}
    >
      <fieldset class="segments in-rows">
        <legend class="hidden">Server</legend>
        {PRESETS.map(({ name, baseUrl: address, needsKey }) => (
          <label key={name}>
            <input
              type="radio"
              name="preset"
              checked={preset?.name === name}
              onChange={() => {
                setOwn(false);
                form.choosePreset(address);
                if (!needsKey) void form.loadChoices();
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
          onInput={(event) => form.setBaseUrl(event.currentTarget.value)}
        />
        {urlHint && (
          <p id="base-url-hint" class={url === undefined ? 'hint danger-text' : 'hint'}>
            {urlHint}
          </p>
        )}
      </div>

      {url !== undefined && (
        <AccessNote
          access={form.serverAccess.value}
          baseUrl={url}
          isMissed={isBarredOut}
          onAllow={() => void afterAsking(form.loadChoices)}
        />
      )}

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
            onInput={(event) => form.setApiKey(event.currentTarget.value)}
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
            onChange={(event) => form.setModel(event.currentTarget.value)}
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
            onClick={() => void afterAsking(form.loadChoices)}
          >
            {choices?.state === 'loading' ? 'Loading…' : 'Load models'}
          </button>
        </div>
        <ChoicesHint form={form} />
      </div>

      <div class="form-end">
        <button type="submit" class="button primary" disabled={url === undefined || model === ''}>
          Save
        </button>
        {canCancel && (
          <button type="button" class="button quiet" onClick={onSaved}>
            Cancel
          </button>
        )}
        {end}
        {form.saveError.value && (
          <p class="danger-text" role="alert">
            Not saved. {form.saveError.value}
          </p>
        )}
      </div>
    </form>
  );
}

function ChoicesHint({ form }: { readonly form: ProviderFormModel }) {
  const choices = form.choices.value;
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
