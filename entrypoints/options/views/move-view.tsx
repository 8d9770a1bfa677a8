import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatCount } from '../../../lib/format-size.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import type { MoveModel } from '../../sidepanel/models/move-model.ts';
import { countOf, dayWords } from '../keeping-words.ts';
import { moveFailure, moveStep, storeWords } from '../place-words.ts';
import { rowsInWords } from '../transfer-words.ts';
import { Asking } from './asking.tsx';
import { WorkView } from './work-view.tsx';
import '../keeping.css';
import '../place.css';

interface MoveViewProps {
  readonly move: MoveModel;
  /** Done with it, whatever came of it. */
  readonly onClose: () => void;
  /** Stands under what came of it. */
  readonly end: ComponentChildren;
}

/** What would come along into the host, the question whether to, how far it is, and what came of it. It looks as it is shown. */
export function MoveView({ move, onClose, end }: MoveViewProps) {
  const { previewing, moving } = move;
  useEffect(() => {
    if (moving.state.peek().state === 'idle') void move.preview();
  }, [move, moving]);
  return (
    <>
      <WorkView
        work={moveStep(previewing.state.value)}
        what="Comparing this browser’s store with the host’s"
        onStop={onClose}
        failure={moveFailure}
        again={() => ({ label: 'Try again', run: () => void move.preview() })}
        onClose={onClose}
      >
        {(found) => <Question found={found} onGo={() => void move.move()} onCancel={onClose} />}
      </WorkView>
      <WorkView
        work={moveStep(moving.state.value)}
        what="Copying everything to the host"
        onStop={moving.stop}
        failure={moveFailure}
        again={() => ({ label: 'Move again', run: () => void move.move() })}
        onClose={onClose}
      >
        {(moved) => <Moved moved={moved} end={end} />}
      </WorkView>
    </>
  );
}

interface QuestionProps {
  readonly found: Result<'store/move-preview'>;
  readonly onGo: () => void;
  readonly onCancel: () => void;
}

function Question({ found: { embedded, host, counts, existing, differing }, onGo, onCancel }: QuestionProps) {
  const known = rowsInWords(existing);
  return (
    <Asking title="Move everything into the host?" go="Move everything" isGentle onGo={onGo} onCancel={onCancel}>
      <dl class="compared">
        <div>
          <dt>Here</dt>
          <dd>{storeWords(embedded)}</dd>
        </div>
        <div>
          <dt>Host</dt>
          <dd>{storeWords(host)}</dd>
        </div>
      </dl>
      <p>
        {rowsInWords(counts) ?? 'Nothing'}{' '}
        {known === undefined ? 'will be copied.' : `are here; the host already has ${known}.`}
      </p>
      {differing.length > 0 && <Differing sessions={differing} />}
      <p class="hint">
        Everything is copied and compared before anything changes. The copy in this browser stays for 30 days,
        read-only; you can export it until then.
      </p>
    </Asking>
  );
}

/** More of them say nothing that the first ones do not. */
const MOST_TITLES = 20;

function Differing({ sessions }: { readonly sessions: Result<'store/move-preview'>['differing'] }) {
  const more = sessions.length - MOST_TITLES;
  return (
    <details class="differing">
      <summary>{countOf(sessions.length, 'session is', 'sessions are')} in both and differ</summary>
      <ul class="plain-list">
        {sessions.slice(0, MOST_TITLES).map(({ id, title }) => (
          <li key={id}>{title || 'Untitled'}</li>
        ))}
        {more > 0 && <li>and {formatCount(more)} more</li>}
      </ul>
      <p class="hint">
        The two versions of each are merged; where that is not possible, both stay. Nothing is removed.
      </p>
    </details>
  );
}

interface MovedProps extends Pick<MoveViewProps, 'end'> {
  readonly moved: Result<'store/move'>;
}

function Moved({ moved: { sessions, messages, removedAfter }, end }: MovedProps) {
  return (
    <div class="row in-column">
      <div class="row-words" role="status">
        <p class="row-title good-text">Everything is in the host now.</p>
        <p>
          {countOf(sessions, 'session')} and {countOf(messages, 'message')}, compared one by one. Holdfast now uses that
          store.
        </p>
        <p class="hint">The copy in this browser stays until {dayWords(removedAfter)}, read-only.</p>
      </div>
      {end}
    </div>
  );
}
