import { useId } from 'preact/hooks';
import { List } from '../../../lib/ui/list.tsx';
import { keyWords } from '../key-combo.ts';
import type { PanelModel } from '../models/panel-model.ts';
import './tour.css';

export interface TourProps {
  readonly panel: PanelModel;
  readonly isMac: boolean;
}

/** What helps most on the first day, in the place of the first conversation. */
export function Tour({ panel: { help, keys, composer }, isMac }: TourProps) {
  const sendsWithEnter = composer.sendKey.value === 'enter';
  const titleId = useId();
  const palette = keys.bindings.value.get('palette');
  return (
    <section class="tour" aria-labelledby={titleId}>
      <h2 id={titleId}>Good to know</h2>
      <List>
        <li>
          <kbd>{keyWords(sendsWithEnter ? 'Enter' : 'Mod+Enter', isMac)}</kbd> sends,{' '}
          <kbd>{keyWords(sendsWithEnter ? 'Shift+Enter' : 'Enter', isMac)}</kbd> starts a new line.
        </li>
        {palette && (
          <li>
            <kbd>{keyWords(palette, isMac)}</kbd> finds every session, model and action.
          </li>
        )}
        <li>What you type is kept, even if the browser crashes.</li>
      </List>
      <button type="button" class="button small" onClick={help.endTour}>
        Got it
      </button>
    </section>
  );
}
