import { useState } from 'preact/hooks';
import { formatBytes } from '../../../lib/format-size.ts';
import { Segments } from '../../../lib/ui/segments.tsx';
import type { ClockModel } from '../../sidepanel/models/clock-model.ts';
import type { EmbeddedStore } from '../../sidepanel/models/place-model.ts';
import { countOf, dayWords, untilWords } from '../keeping-words.ts';
import type { ExportFormat } from '../models/export-model.ts';
import type { KeptCopyModel } from '../models/kept-copy-model.ts';
import { Asking } from './asking.tsx';
import { ExportingView } from './exporting-view.tsx';
import { Fact, Group } from './section.tsx';
import { WorkView } from './work-view.tsx';

interface KeptCopyProps {
  readonly store: EmbeddedStore;
  readonly copy: KeptCopyModel;
  readonly clock: ClockModel;
}

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ['bundle', 'Bundle'],
  ['json', 'JSON'],
  ['markdown', 'Markdown'],
];

/** What stayed in the browser after moving: until when, out of it into a file, and away with it before that. */
export function KeptCopy({ store, copy, clock }: KeptCopyProps) {
  const [isAsking, setAsking] = useState(false);
  const { exporting, removing, format, write, remove } = copy;
  const isBusy = [exporting, removing].some(({ state }) => state.value.state === 'running');
  const { sessions, messages, bytes, movedAt, removedAfter } = store;
  return (
    <Group title="The copy in this browser" intro="As it was when everything moved to the host. Read-only.">
      <dl class="facts">
        <Fact name="Holds" isLong>
          {`${countOf(sessions, 'session')}, ${countOf(messages, 'message')}, ${formatBytes(bytes)}`}
        </Fact>
        {movedAt !== null && (
          <Fact name="Moved" isLong>
            {dayWords(movedAt)}
          </Fact>
        )}
        {removedAfter !== null && (
          <Fact name="Kept until" isLong>
            {`${dayWords(removedAfter)}, ${untilWords(removedAfter, clock.nowMs.value)}`}
          </Fact>
        )}
      </dl>
      <div class="row">
        <div class="row-words">
          <p class="row-title">Export to a file</p>
          <p class="hint">A bundle holds everything and can be imported again; the others hold sessions to read.</p>
          <div class="export-format">
            <Segments
              name="kept-format"
              legend="Format"
              choices={FORMATS}
              value={format.value}
              onChoose={(chosen) => {
                format.value = chosen;
              }}
            />
          </div>
        </div>
        <button type="button" class="button" disabled={isBusy} onClick={() => void write()}>
          Export the copy
        </button>
      </div>
      <ExportingView exporting={exporting} />
      {isAsking ? (
        <Asking
          title="Remove the copy in this browser?"
          go="Remove it"
          onGo={() => {
            setAsking(false);
            void remove();
          }}
          onCancel={() => setAsking(false)}
        >
          <p>
            Everything in it is also in the host’s file; this was checked when it moved. A removed copy cannot be
            brought back.
          </p>
        </Asking>
      ) : (
        <div class="row">
          <div class="row-words">
            <p class="row-title">Remove it now</p>
            <p class="hint">
              It is removed automatically when its time is up. Your history in the host is not touched.
            </p>
          </div>
          <button type="button" class="button danger" disabled={isBusy} onClick={() => setAsking(true)}>
            Remove the copy
          </button>
        </div>
      )}
      <WorkView work={removing.state.value} what="Removing the copy" onStop={removing.stop} onClose={removing.forget} />
    </Group>
  );
}
