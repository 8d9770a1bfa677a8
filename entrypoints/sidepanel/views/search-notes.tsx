import { List } from '../../../lib/ui/list.tsx';
import { countChoices, NO_CHOICE } from '../models/search-choice.ts';
import type { SearchModel } from '../models/search-model.ts';
import { readFailureWords } from './read-failure.ts';

/** How many were found, and how far was looked. Always there, so that what it comes to say is read out. */
export function SearchStatus({ search }: { readonly search: SearchModel }) {
  const found = search.found.value;
  const isLooking = search.isLooking.value;
  const isPartial = found !== undefined && found.nextCursor !== null;
  return (
    <div class="search-status" aria-live="polite">
      {search.isOn.value && found && <p>{statusWords(search)}</p>}
      {isPartial && isLooking && (
        <button type="button" class="button small quiet" onClick={search.stop}>
          Stop
        </button>
      )}
    </div>
  );
}

function statusWords({ found, isLooking }: SearchModel): string {
  const { hits = [], searchedBackTo = null } = found.value ?? {};
  const count = hits.length === 0 ? 'Nothing' : hits.length.toLocaleString();
  if (searchedBackTo === null) return hits.length === 0 ? 'Nothing found' : `${count} found`;
  const day = dayOf(searchedBackTo);
  return isLooking.value ? `${count} found back to ${day}, looking further…` : `${count} found back to ${day}`;
}

function dayOf(timestamp: string): string {
  return new Date(timestamp).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

interface SearchNoteProps {
  readonly search: SearchModel;
  readonly isReady: boolean;
  readonly focusField: () => void;
}

/** What is said where there are no rows, and after the last one. */
export function SearchNote({ search, isReady, focusField }: SearchNoteProps) {
  const found = search.found.value;
  const trouble = search.trouble.value;
  if (!search.isOn.value) return <Start search={search} focusField={focusField} />;
  if (!isReady && (trouble || !found)) {
    return <p class="empty">The search continues as soon as the store can be read again.</p>;
  }
  if (trouble) {
    const isOlderHost = trouble.code === 'version-mismatch';
    return (
      <div class="empty" role="alert">
        <p>{readFailureWords(trouble, 'this search')}</p>
        {!isOlderHost && (
          <button type="button" class="button" onClick={search.refresh}>
            Try again
          </button>
        )}
      </div>
    );
  }
  if (!found) return <p class="empty late">Searching…</p>;
  if (search.isLooking.value) return found.hits.length === 0 ? <p class="empty late">Searching…</p> : null;
  if (found.nextCursor !== null) {
    // Otherwise the end of the list brings more.
    if (!search.isPaused.value) return null;
    return (
      <button type="button" class="button small load-more" onClick={search.goOn}>
        Search further back
      </button>
    );
  }
  return found.hits.length === 0 ? <Nothing search={search} focusField={focusField} /> : null;
}

type InnerProps = Pick<SearchNoteProps, 'search' | 'focusField'>;

function Nothing({ search, focusField }: InnerProps) {
  const isNarrowed = countChoices(search.choice.value) > 0;
  return (
    <div class="empty">
      <p>No message or title has {search.query.value.includes(' ') ? 'all of these words' : 'this word'}.</p>
      {isNarrowed ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            search.choose(NO_CHOICE);
            focusField();
          }}
        >
          Search without filters
        </button>
      ) : (
        <p>Part of a word is enough. To search the trash, choose it in the filters.</p>
      )}
    </div>
  );
}

/** What can be searched for, and what was. */
function Start({ search, focusField }: InnerProps) {
  const recent = search.recents.values.value;
  return (
    <div class="search-start">
      <p>Finds messages and titles that have all the words, newest first.</p>
      <List class="search-hints">
        <li>In any order, and parts of words too</li>
        <li>Capitals do not matter; accents do</li>
        <li>In every script: поиск, αναζήτηση, חיפוש</li>
      </List>
      {recent.length > 0 && (
        <section aria-label="Recent searches">
          <h2>Recent searches</h2>
          <List class="search-recent">
            {recent.map((text) => (
              <li key={text}>
                <button
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    search.setText(text);
                    focusField();
                  }}
                >
                  {text}
                </button>
              </li>
            ))}
          </List>
          <button
            type="button"
            class="button small quiet"
            onClick={() => {
              focusField();
              search.recents.clear();
            }}
          >
            Clear recent searches
          </button>
        </section>
      )}
    </div>
  );
}
