import type { ComponentChildren } from 'preact';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import type { HelpModel, HintId } from '../models/help-model.ts';

interface HintProps {
  readonly id: HintId;
  readonly help: HelpModel;
  readonly children: ComponentChildren;
}

/** One line for whoever meets something for the first time, gone for good when it is dismissed. */
export function Hint({ id, help, children }: HintProps) {
  if (help.dismissed.value.includes(id)) return null;
  return (
    <div class="hint-line">
      <p>{children}</p>
      <button
        type="button"
        class="icon-button small"
        aria-label="Do not show this hint again"
        title="Do not show again"
        onClick={() => help.dismiss(id)}
      >
        <CloseIcon />
      </button>
    </div>
  );
}
