import { CloseIcon } from '../../../lib/ui/icons.tsx';
import type { Action } from '../actions.ts';
import { type KeyCombo, keyWords } from '../key-combo.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { Dialog } from './dialog.tsx';

export interface KeysProps {
  readonly panel: PanelModel;
  readonly actions: readonly Action[];
  readonly isMac: boolean;
}

/** What keys do. */
export function KeysView({ panel, actions, isMac }: KeysProps) {
  const { closeDialog } = panel.layout;
  const sendsWithEnter = panel.composer.sendKey.value === 'enter';
  const inField: readonly (readonly [KeyCombo, string])[] = [
    [sendsWithEnter ? 'Enter' : 'Mod+Enter', 'Send'],
    [sendsWithEnter ? 'Shift+Enter' : 'Enter', 'New line'],
    ['ArrowUp', 'The previous question, in an empty field'],
    ['Escape', 'Close what is open'],
  ];
  const anywhere = actions.flatMap(({ id, title }) => {
    const keys = panel.keys.bindings.value.get(id);
    return keys ? [[keys, title] as const] : [];
  });
  return (
    <Dialog label="Keys" class="keys" onClose={closeDialog}>
      <div class="dialog-head">
        <h2>Keys</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={closeDialog}>
          <CloseIcon />
        </button>
      </div>
      <KeyList title="Anywhere" keys={anywhere} isMac={isMac} />
      <KeyList title="In the message" keys={inField} isMac={isMac} />
    </Dialog>
  );
}

interface KeyListProps {
  readonly title: string;
  readonly keys: readonly (readonly [KeyCombo, string])[];
  readonly isMac: boolean;
}

function KeyList({ title, keys, isMac }: KeyListProps) {
  return (
    <section>
      <h3 class="keys-title">{title}</h3>
      <dl class="key-list">
        {keys.map(([combo, words]) => (
          <div key={combo}>
            <dt>{words}</dt>
            <dd>
              <kbd>{keyWords(combo, isMac)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
