import type { ExtensionUpdate, ExtensionUpdateModel } from '../models/extension-update-model.ts';

const WORDS: Readonly<Record<ExtensionUpdate, string>> = {
  idle: '',
  asking: 'Asking the browser…',
  none: 'The browser knows of no newer version yet.',
  later: 'The browser was asked a moment ago. Try again in a few minutes.',
  coming: 'There is one. Holdfast restarts with it in a moment; then reopen the panel.',
  impossible: 'The browser does not update this copy of Holdfast. Update it by hand.',
};

/** The ways to a newer extension: the browser's own, and by hand for one that was not installed from a store. */
export function UpdateExtension({ update: model }: { readonly update: ExtensionUpdateModel }) {
  const { update, look, reload } = model;
  const state = update.value;
  return (
    <>
      <button
        type="button"
        class="button primary at-start"
        disabled={state === 'asking' || state === 'coming'}
        onClick={() => void look()}
      >
        Update the extension
      </button>
      <p class="muted" role="status">
        {WORDS[state]}
      </p>
      <p class="muted">
        Loaded from a folder? Put the newer version into that folder, then have the browser load it. The panel closes;
        open it again.
      </p>
      <button type="button" class="button at-start" onClick={reload}>
        Load it again
      </button>
    </>
  );
}
