import { Segments } from '../../../lib/ui/segments.tsx';
import type { PanelModel } from '../models/panel-model.ts';
import {
  countChoices,
  NO_CHOICE,
  type SearchChoice,
  type SearchPlaceName,
  type SearchTime,
} from '../models/search-choice.ts';
import type { SearchModel } from '../models/search-model.ts';

const ROLES: readonly (readonly [string, string])[] = [
  ['', 'Anyone'],
  ['user', 'You'],
  ['assistant', 'Replies'],
  ['system', 'Instructions'],
  ['tool', 'Tools'],
];
const TIMES: readonly (readonly [SearchTime, string])[] = [
  ['any', 'Any time'],
  ['today', 'Today'],
  ['week', 'Past 7 days'],
  ['month', 'Past 30 days'],
  ['year', 'Past year'],
  ['between', 'Between…'],
];
const PLACES: readonly (readonly [SearchPlaceName, string])[] = [
  ['everywhere', 'Except trash'],
  ['sessions', 'Not archived'],
  ['archive', 'Archive'],
  ['trash', 'Trash'],
];

interface SearchFiltersProps {
  readonly id: string;
  readonly panel: PanelModel;
  readonly search: SearchModel;
}

/** What narrows a search. */
export function SearchFilters({ id, panel, search }: SearchFiltersProps) {
  const choice = search.choice.value;
  const current = panel.sessions.current.value;
  const models = modelsOf(panel, choice);
  const session = choice.session ?? (current ? { id: current.id, title: current.title } : null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div id={id} class="search-filters" role="group" aria-label="Filters">
      {session && (
        <Segments
          name="search-scope"
          legend="Sessions"
          choices={[
            ['all', 'All sessions'],
            ['one', session.id === current?.id ? 'This session' : session.title || 'Untitled'],
          ]}
          value={choice.session ? 'one' : 'all'}
          onChoose={(value) => search.choose({ session: value === 'one' ? session : null })}
        />
      )}
      <div class="search-selects">
        <Choice
          label="Written by"
          choices={ROLES}
          value={choice.role ?? ''}
          onChoose={(role) => search.choose({ role: role === '' ? null : (role as SearchChoice['role']) })}
        />
        <Choice label="When" choices={TIMES} value={choice.time} onChoose={(time) => search.choose({ time })} />
        <Choice
          label="Model"
          choices={[['', 'Any model'], ...models]}
          value={choice.model}
          onChoose={(model) => search.choose({ model })}
        />
        {!choice.session && (
          <Choice label="Where" choices={PLACES} value={choice.place} onChoose={(place) => search.choose({ place })} />
        )}
        {choice.time === 'between' && (
          <>
            <Day label="From" value={choice.firstDay} onChoose={(firstDay) => search.choose({ firstDay })} />
            <Day label="To" value={choice.lastDay} onChoose={(lastDay) => search.choose({ lastDay })} />
          </>
        )}
      </div>
      {countChoices(choice) > 0 && (
        <button type="button" class="button small quiet" onClick={() => search.choose(NO_CHOICE)}>
          Clear filters
        </button>
      )}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly (readonly [Value, string])[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
}

function Choice<Value extends string>({ label, choices, value, onChoose }: ChoiceProps<Value>) {
  return (
    <label class="search-choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value as Value)}>
        {choices.map(([choice, words]) => (
          <option key={choice} value={choice}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly onChoose: (day: string) => void;
}

function Day({ label, value, onChoose }: DayProps) {
  return (
    <label class="search-choice">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => onChoose(event.currentTarget.value)} />
    </label>
  );
}

/** Those of the server and of the sessions that are known here, and the one that is chosen. */
function modelsOf({ provider, sessions }: PanelModel, { model }: SearchChoice): (readonly [string, string])[] {
  const names = new Map<string, string>(provider.models.value.map(({ id, name }) => [id, name]));
  for (const id of [...sessions.rows.value.map((row) => row.model), model]) {
    if (id !== '' && !names.has(id)) names.set(id, id);
  }
  return [...names].sort(([, one], [, other]) => one.localeCompare(other));
}
