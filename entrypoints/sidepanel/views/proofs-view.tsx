import { useModel } from '@preact/signals';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Diagnostic } from '../../../lib/proofs/diagnostic.ts';
import { goalsAsLean } from '../../../lib/proofs/lean-text.ts';
import { BlockList, type ListedRow } from '../../../lib/ui/block-list.tsx';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { ChevronIcon } from '../../../lib/ui/icons.tsx';
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

/** Places that are drawn together; most are open, with a goal in them. */
const PLACES_PER_BLOCK = 15;
const PLACE_REM = 12;

/** What Lean said of one place can be of every line of a file. */
const DIAGNOSTICS_PER_BLOCK = 40;
const DIAGNOSTIC_REM = 4;

/** What Lean said of the proofs of the session: files, their places, and for each its goals and what Lean said of it. */
export function ProofsView({ panel }: SideViewProps) {
  const { env, connection, sessions } = panel;
  const model = useModel(() => new ProofsModel({ env, isReady: connection.isReady, sessionId: sessions.currentId }));
  return (
    <section class="work" aria-label="Proofs">
      <WorkReading
        remote={model.rows.value}
        again={model.again}
        subject="proofs"
        isAway={connection.isAway.value}
        none={{
          title: 'No proofs in this session',
          sentences: ['Goals appear here when an OpenCode session used a Lean server,', 'or a program adds them.'],
        }}
      >
        {() => <Files files={model.files.value} histories={model.histories.value} />}
      </WorkReading>
    </section>
  );
}

type Histories = ReadonlyMap<string, readonly GoalMoment[]>;

interface FilesProps {
  readonly files: readonly ProofFile[];
  readonly histories: Histories;
}

function Files({ files, histories }: FilesProps) {
  const list = useRef<HTMLDivElement>(null);
  const firsts = useMemo(() => firstRows(files), [files]);
  const { onKeyDown, wanted } = useSections(list, firsts.at(-1) ?? 0);
  const [looks, setLooks] = useState<ReadonlyMap<string, PlaceLook>>(new Map());
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys go from one of its buttons to the next
    <div ref={list} class="work-list" onKeyDown={onKeyDown}>
      {files.map(({ file, places }, index) => {
        const first = firsts[index] ?? 0;
        return (
          <section key={file} class="proof-file" aria-label={file}>
            <h2 class="work-path">{file}</h2>
            <BlockList
              label="Places"
              rows={places}
              perBlock={PLACES_PER_BLOCK}
              rowRem={PLACE_REM}
              wanted={wanted === undefined ? undefined : wanted - first}
            >
              {(place, row, listed) => {
                const key = `${file} ${place.key}`;
                return (
                  <li key={place.key} class="work-item" {...listed}>
                    <Place
                      {...{ file, place, histories, row: first + row }}
                      look={looks.get(key) ?? {}}
                      onLook={(look) => setLooks(new Map(looks).set(key, { ...looks.get(key), ...look }))}
                    />
                  </li>
                );
              }}
            </BlockList>
          </section>
        );
      })}
    </div>
  );
}

/** The number of the first place of each file among those of all, and how many there are in all. */
function firstRows(files: readonly ProofFile[]): readonly number[] {
  const firsts = [0];
  for (const { places } of files) firsts.push((firsts.at(-1) ?? 0) + places.length);
  return firsts;
}

/** How one looks at a place, also while it is not drawn; undefined: as it is at first. */
interface PlaceLook {
  readonly isOpen?: boolean;
  /** The moment that is shown; the newest one when it is gone. */
  readonly shownId?: string;
  /** How many moments are listed. */
  readonly limit?: number;
}

const STATUS_WORDS = { open: 'open', complete: 'proved', error: 'error' } as const;

interface PlaceProps {
  readonly file: string;
  readonly place: ProofPlace;
  readonly histories: Histories;
  /** Its number among all places. */
  readonly row: number;
  readonly look: PlaceLook;
  readonly onLook: (change: PlaceLook) => void;
}

/** One place: how it stands, and opened what is known of it, now or at an earlier moment. */
function Place({ file, place, histories, row, look, onLook }: PlaceProps) {
  const { states } = place;
  const [newest] = states;
  // What is not proved is what somebody looks for.
  const { isOpen = newest.status !== 'complete', limit = FIRST_STATES } = look;
  const shown = states.find(({ id }) => id === look.shownId) ?? newest;
  return (
    <>
      <button
        type="button"
        class="work-head"
        data-row={row}
        aria-expanded={isOpen}
        onClick={() => onLook({ isOpen: !isOpen })}
      >
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
                  onClick={() => onLook({ shownId: state.id })}
                >
                  <span class={`proof-dot ${state.status}`} aria-hidden="true" />
                  <span class="hidden">{STATUS_WORDS[state.status]}, </span>
                  <Moment timestamp={state.createdAt} />
                </button>
              ))}
              {states.length > limit && (
                <button
                  type="button"
                  class="button small quiet"
                  onClick={() => onLook({ limit: limit + FIRST_STATES })}
                >
                  Earlier ones
                </button>
              )}
            </fieldset>
          )}
          <State file={file} state={shown} isOnly={states.length === 1} histories={histories} />
        </div>
      )}
    </>
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
        <BlockList
          label="What Lean said"
          class="diagnostics"
          rows={diagnostics}
          perBlock={DIAGNOSTICS_PER_BLOCK}
          rowRem={DIAGNOSTIC_REM}
        >
          {(diagnostic, index, listed) => <DiagnosticView key={index} {...{ diagnostic, listed }} />}
        </BlockList>
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

interface DiagnosticViewProps {
  readonly diagnostic: Diagnostic;
  readonly listed: ListedRow;
}

function DiagnosticView({ diagnostic: { severity, message, line, column }, listed }: DiagnosticViewProps) {
  return (
    <li class={`diagnostic ${severity}`} {...listed}>
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
