import { AppError } from '../protocol/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { type ImportSource, MAX_ROW_BYTES, type RawRow } from './import-source.ts';
import { parseModest } from './modest-json.ts';
import { type Fields, fieldsOf } from './opencode/fields.ts';
import type { OpenCodeForm } from './opencode/form.ts';
import { createOutline, type Outline } from './opencode/outline.ts';
import { createRunMessages } from './opencode/run-messages.ts';
import { createSessionMapper } from './opencode/session-mapper.ts';
import { createSessionsScanner, type Found } from './sessions-scanner.ts';
import { splitLines } from './split-lines.ts';

/** As deep as a request may be. */
const LIMITS = { depth: 100, parts: 5_000_000 };

const encoder = new TextEncoder();

/** What one run prints is put together in memory. */
const MAX_RUN_BYTES = 256 * 1024 * 1024;

/** The sessions of a file, some of what is found in them at a time, with the share of the file that is read by then. */
type Reading = AsyncIterable<{ readonly found: readonly Found[]; readonly share: number }>;

/**
 * Opens a file of OpenCode's. It is read twice: the order of messages, what forks copied and which tools told of a file is only
 * known at the end, and one message is in memory at a time. Errors: `invalid`.
 */
export function openOpenCode(file: ByteSource, form: OpenCodeForm): ImportSource {
  const read = form === 'run' ? () => readRun(file) : () => readExport(file, form);
  return { format: 'opencode', isComplete: false, rows: () => rowsOf(read), close: () => {} };
}

async function* rowsOf(read: () => Reading) {
  const outlines: Outline[] = [];
  const first = createOutliner((outline) => outlines.push(outline));
  for await (const { found, share } of read()) {
    for (const each of found) first(each);
    yield { rows: [], share: share / 2 };
  }
  const mapper = createRowMaker(outlines);
  for await (const { found, share } of read()) yield { rows: found.flatMap(mapper), share: 0.5 + share / 2 };
}

/** An export is one session of the form that the scanner takes apart. */
async function* readExport(file: ByteSource, form: 'export' | 'exports'): Reading {
  const scanner = createSessionsScanner(MAX_ROW_BYTES);
  const [before, after] = form === 'export' ? ['{"sessions":[', ']}'] : ['{"sessions":', '}'];
  scanner.feed(encoder.encode(before));
  let bytes = 0;
  for await (const chunk of file.bytes()) {
    bytes += chunk.length;
    yield { found: scanner.feed(chunk), share: bytes / Math.max(file.size, 1) };
  }
  yield { found: scanner.feed(encoder.encode(after)), share: 1 };
  scanner.end();
}

async function* readRun(file: ByteSource): Reading {
  if (file.size > MAX_RUN_BYTES) {
    throw new AppError('invalid', 'What this run printed is too long to be put together. Use opencode export instead.');
  }
  const run = createRunMessages();
  const unread: Found[] = [];
  for await (const lines of splitLines(file.bytes(), MAX_ROW_BYTES)) {
    for (const line of lines) {
      if (line.trim() !== '' && !run.add(fieldsOf(parseModest(line, LIMITS))))
        unread.push({ kind: 'message', text: '' });
    }
  }
  const found = run.end().flatMap(({ info, messages }): Found[] => [
    { kind: 'field', key: 'info', text: JSON.stringify(info) },
    ...messages.map((message): Found => ({ kind: 'message', text: JSON.stringify(message) })),
    // Told with the first session, since nobody knows whose they are.
    ...unread.splice(0),
    { kind: 'end of session' },
  ]);
  yield { found, share: 1 };
}

function createOutliner(onEnd: (outline: Outline) => void): (found: Found) => void {
  let info: Fields = {};
  let outline = createOutline(() => info);
  return (found) => {
    if (found.kind === 'field' && found.key === 'info') info = fieldsOf(parseModest(found.text, LIMITS));
    else if (found.kind === 'message') {
      const value = parseModest(found.text, LIMITS);
      outline.add(value === undefined ? undefined : fieldsOf(value));
    } else if (found.kind === 'end of session') {
      onEnd(outline.end());
      info = {};
      outline = createOutline(() => info);
    }
  };
}

function createRowMaker(outlines: readonly Outline[]): (found: Found) => RawRow[] {
  let session = 0;
  let message = 0;
  let events = 0;
  let fields: string[] = [];

  return (found) => {
    const outline = outlines[session];
    if (!outline) return [];
    const mapper = createSessionMapper(outline);
    const named = outlines.length > 1 ? `session ${session + 1}` : 'session';
    switch (found.kind) {
      case 'field':
        fields.push(`${JSON.stringify(found.key)}:${found.text.trim()}`);
        return [];
      case 'message': {
        const where = `${outlines.length > 1 ? `${named}, ` : ''}message ${message + 1}`;
        const value = parseModest(found.text, LIMITS);
        const index = message++;
        if (value === undefined) return [{ table: 'messages', where, row: undefined }];
        return placed(mapper.message(index, fieldsOf(value), found.text.trim()), where);
      }
      case 'end of session': {
        const rows = placed(mapper.session(`{${fields.join(',')}}`), named);
        session++;
        message = 0;
        fields = [];
        return rows;
      }
      default:
        return [];
    }
  };

  /** Events have no ids of their own, and are numbered. */
  function placed(rows: ReturnType<ReturnType<typeof createSessionMapper>['message']>, where: string): RawRow[] {
    return rows.map(({ table, row }) => ({
      ...{ table, where },
      row: table === 'analytics' ? { ...(row as object), id: ++events } : row,
    }));
  }
}
