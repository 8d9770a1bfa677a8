import { useRef } from 'preact/hooks';
import type { PlaceModel } from '../../sidepanel/models/place-model.ts';
import { hostWords } from '../place-words.ts';
import { workFailure } from '../work-words.ts';
import { useFocusHere } from './use-focus-here.ts';
import '../place.css';

/** Whether a host is there, and the button that looks again. */
export function LookAgain({ place }: { readonly place: PlaceModel }) {
  const { looking, lookForHost } = place;
  const state = looking.state.value;
  const isLooking = state.state === 'running';
  const button = useRef<HTMLButtonElement>(null);
  useFocusHere(button, isLooking);
  const host = place.place.value?.host;
  return (
    <div class="look-again">
      <p class={state.state === 'failed' ? 'hint danger-text' : 'hint'} role="status">
        {isLooking
          ? 'Looking for the host…'
          : state.state === 'failed'
            ? workFailure(state.error)
            : hostWords(state.state === 'done' ? state.value : host)}
      </p>
      <button ref={button} type="button" class="button" disabled={isLooking} onClick={() => void lookForHost()}>
        {host || state.state !== 'idle' ? 'Look again' : 'Look for the host'}
      </button>
    </div>
  );
}
