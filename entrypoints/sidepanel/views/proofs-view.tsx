import { useModel } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Diagnostic } from '../../../lib/proofs/diagnostic.ts';
import { goalsAsLean } from '../../../lib/proofs/lean-text.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { ChevronIcon } from '../../../lib/ui/icons.tsx';
import { List } from '../../../lib/ui/list.tsx';
import {
  type GoalMoment,
  goalKey,
  type ProofFile,
  type ProofPlace,
  type ProofState,
  ProofsModel,
} from '../models/proofs-model.ts';
import { GoalView } from './goal-view.tsx';
import { Moment } from './moment.tsx';
import type { SideViewProps } from './side-view.tsx';
import { useSections } from './use-sections.ts';
import { WorkReading } from './work-reading.tsx';
import './work.css';

/** Moments of a place that are listed at once. */
const FIRST_STATES = 20;

/** What Lean said of the proofs of the session: files, their places, and for each its goals and what Lean said of it. */
export function ProofsView({ panel }: SideViewProps) {
  const { env, connection, sessions } = panel;
  const model = useModel(() => new ProofsModel({ env, isReady: connection.isReady, sessionId: sessions.currentId }));
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = useSections(list);
  return (
    <section class="work" aria-label="Proofs">
      <WorkReading
        remote={model.rows.value}
        again={model.again}
        isAway={connection.isAway.value}
        empty={
          <>
            <p>Nothing was proved in this session.</p>
            <p>Goals stand here when a session of OpenCode used a Lean server, or a program adds them.</p>
          </>
        }
      >
        {() => (
          // biome-ignore lint/a11y/noStaticElementInteractions: keys go from one of its buttons to the next
          <div ref={list} class="work-list" onKeyDown={onKeyDown}>
            {model.files.value.map((file) => (
              <FileProofs key={file.file} file={file} histories={model.histories.value} />
            ))}
          </div>
        )}
      </WorkReading>
    </section>
  );
}

type Histories = ReadonlyMap<string, readonly GoalMoment[]>;

function FileProofs({
  file: { file, places },
  histories,
}: {
  readonly file: ProofFile;
  readonly histories: Histories;
}) {
  return (
    <section class="proof-file" aria-label={file}>
      <h2 class="work-path">{file}</h2>
      <List>
        {places.map((place) => (
          <Place key={place.key} file={file} place={place} histories={histories} />
        ))}
      </List>
    </section>
  );
}

const STATUS_WORDS = { open: 'open', complete: 'proved', error: 'error' } as const;

interface PlaceProps {
  readonly file: string;
  readonly place: ProofPlace;
  readonly histories: Histories;
}

/** One place: how it stands, and opened what is known of it, now or at an earlier moment. */
function Place({ file, place, histories }: PlaceProps) {
  const { states } = place;
  const [newest] = states;
  // What is not proved is what somebody looks for.
  const [isOpen, setOpen] = useState(newest.status !== 'complete');
  const [shownId, setShown] = useState<string | null>(null);
  const [limit, setLimit] = useState(FIRST_STATES);
  const shown = states.find(({ id }) => id === shownId) ?? newest;
  return (
    <li class="work-item">
      <button type="button" class="work-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <ChevronIcon />
        <span class={`work-tag ${newest.status}`}>{STATUS_WORDS[newest.status]}</span>
        <span class="work-path">{placeWords(place)}</span>
        <span class="work-counts muted">{summaryOf(newest)}</span>
      </button>
      {isOpen && (
        <div class="work-body">
          {states.length > 1 && (
            <fieldset class="proof-states">
              <legend>Seen {states.length} times</legend>
              {states.slice(0, limit).map((state) => (
                <button
                  key={state.id}
                  type="button"
                  class="button small"
                  aria-pressed={state === shown}
                  onClick={() => setShown(state.id)}
                >
                  <span class={`proof-dot ${state.status}`} aria-hidden="true" />
                  <span class="hidden">{STATUS_WORDS[state.status]}, </span>
                  <Moment timestamp={state.createdAt} />
                </button>
              ))}
              {states.length > limit && (
                <button type="button" class="button small quiet" onClick={() => setLimit(limit + FIRST_STATES)}>
                  Earlier ones
                </button>
              )}
            </fieldset>
          )}
          <State file={file} state={shown} isOnly={states.length === 1} histories={histories} />
        </div>
      )}
    </li>
  );
}

interface StateProps {
  readonly file: string;
  readonly state: ProofState;
  /** Nothing else was seen of the place: then nothing besides says when. */
  readonly isOnly: boolean;
  readonly histories: Histories;
}

function State({ file, state: { goals, diagnostics, createdAt, status }, isOnly, histories }: StateProps) {
  return (
    <>
      {goals.map((goal, index) => (
        <GoalView key={index} goal={goal} history={histories.get(goalKey(file, goal.target)) ?? []} />
      ))}
      {goals.length === 0 && diagnostics.length === 0 && (
        <p class="muted">
          {status === 'complete' ? 'No goals left, and nothing to complain about.' : 'Lean said nothing.'}
        </p>
      )}
      {diagnostics.length > 0 && (
        <List class="diagnostics">
          {diagnostics.map((diagnostic, index) => (
            <DiagnosticView key={index} diagnostic={diagnostic} />
          ))}
        </List>
      )}
      {(isOnly || goals.length > 1) && (
        <div class="work-end">
          <span class="muted work-facts">{isOnly && <Moment timestamp={createdAt} />}</span>
          {goals.length > 1 && <CopyButton label="Copy all as Lean" text={goalsAsLean(goals)} />}
        </div>
      )}
    </>
  );
}

function DiagnosticView({ diagnostic: { severity, message, line, column } }: { readonly diagnostic: Diagnostic }) {
  return (
    <li class={`diagnostic ${severity}`}>
      <p class="diagnostic-head">
        <span class={severity === 'error' ? 'danger-text' : 'muted'}>{severity}</span>
        {line !== null && (
          <span class="muted">
            line {line}
            {column !== null && `, column ${column}`}
          </span>
        )}
      </p>
      <pre>{message}</pre>
    </li>
  );
}

function placeWords({ line, columnNumber }: ProofPlace): string {
  if (line === null) return 'The whole file';
  return columnNumber === null ? `Line ${line}` : `Line ${line}, column ${columnNumber}`;
}

function summaryOf({ goals, diagnostics }: ProofState): string {
  const open = goals.filter(({ isDone }) => !isDone).length;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const parts = [
    ...(open > 0 ? [open === 1 ? '1 goal' : `${open} goals`] : []),
    ...(errors > 0 ? [errors === 1 ? '1 error' : `${errors} errors`] : []),
  ];
  return parts.join(', ');
}
