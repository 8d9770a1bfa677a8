import { formatCount } from '../../../lib/format-size.ts';
import type { EmbeddedStore, PlaceModel } from '../../sidepanel/models/place-model.ts';
import type { PersistenceModel } from '../models/persistence-model.ts';
import { roomWords } from '../place-words.ts';
import { Fact } from './section.tsx';

interface EmbeddedFactsProps {
  readonly store: EmbeddedStore;
  readonly place: PlaceModel;
  readonly persistence: PersistenceModel;
}

/** How much the store in the browser holds, and how safe it is there. */
export function EmbeddedFacts({ store, place, persistence }: EmbeddedFactsProps) {
  const { sessions, messages, bytes, quotaBytes, isFirstWhole, isSecondWhole, isPersistent } = store;
  const state = persistence.state.value;
  const isPromised = isPersistent === true || state === 'kept';
  return (
    <>
      <dl class="facts">
        <Fact name="Sessions">{formatCount(sessions)}</Fact>
        <Fact name="Messages">{formatCount(messages)}</Fact>
        <Fact name="Size" isLong>
          {roomWords(bytes, quotaBytes)}
        </Fact>
        <Fact name="First copy" isLong>
          <Whole isWhole={isFirstWhole} otherwise="unreadable; the second copy is used" />
        </Fact>
        <Fact name="Second copy" isLong>
          <Whole isWhole={isSecondWhole} otherwise="incomplete; Holdfast will complete it" />
        </Fact>
      </dl>
      <div class="row">
        <div class="row-words">
          <p class="row-title">{isPromised ? 'The browser keeps it' : 'The browser has not promised to keep it'}</p>
          <p class="hint" role="status">
            {isPromised
              ? 'It has promised not to clear it when the disk is full.'
              : state === 'refused'
                ? 'Asked just now, it did not promise. It decides on its own, and often agrees once Holdfast has been used for a while.'
                : 'It clears data it has not promised to keep only when the disk is full, least used first.'}
          </p>
        </div>
        {!isPromised && (
          <button
            type="button"
            class="button"
            disabled={state === 'asking'}
            onClick={() => void persistence.ask().then(place.read)}
          >
            Ask the browser to keep it
          </button>
        )}
      </div>
    </>
  );
}

function Whole({ isWhole, otherwise }: { readonly isWhole: boolean; readonly otherwise: string }) {
  return isWhole ? <span class="good-text">intact</span> : <span class="warn-text">{otherwise}</span>;
}
