import { formatCount } from '../../../lib/format-size.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { duration } from '../../sidepanel/views/format.ts';
import type { DebugLogModel, DebugRow } from '../models/debug-log-model.ts';

/** More are kept, and copied. */
const SHOWN = 100;

/** What passed, newest first. */
export function DebugLog({ debug }: { readonly debug: DebugLogModel }) {
  const rows = debug.rows.value;
  return (
    <div class="row in-column">
      <div class="log-head">
        <p class="hint">{rows.length === 0 ? 'Nothing logged yet.' : `${formatCount(rows.length)} entries`}</p>
        {rows.length > 0 && (
          <>
            <CopyButton text={asText(rows)} label="Copy all" />
            <button type="button" class="button quiet" onClick={debug.clear}>
              Clear
            </button>
          </>
        )}
      </div>
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section class="debug-scroll" tabIndex={0} aria-label="Debug log">
          <table class="debug-rows">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Page</th>
                <th scope="col">What</th>
                <th scope="col">Took</th>
                <th scope="col">Size</th>
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((row) => (
                <tr key={row.id}>
                  {cells(row).map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

function cells(row: DebugRow): string[] {
  const { atMs, page, kind, method, count, length, durationMs, answerLength, errorCode } = row;
  const name = kind === 'request' ? method : `⇠ ${method}`;
  return [
    new Date(atMs).toISOString().slice(11, 23),
    page,
    count === 1 ? name : `${name} × ${count}`,
    durationMs === undefined ? '' : duration(durationMs),
    answerLength === undefined ? formatCount(length) : `${formatCount(length)} → ${formatCount(answerLength)}`,
    errorCode ?? (kind === 'request' ? 'ok' : ''),
  ];
}

function asText(rows: readonly DebugRow[]): string {
  return rows.map((row) => cells(row).join('\t')).join('\n');
}
