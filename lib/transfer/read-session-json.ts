import { AppError } from '../protocol/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { type ImportSource, MAX_ROW_BYTES, type RawRow } from './import-source.ts';
import { importedId } from './imported-id.ts';
import { parseModest } from './modest-json.ts';
import { JSON_FORMAT, JSON_FORMAT_VERSION, messageRow, sessionRow } from './session-json.ts';
import { createSessionsScanner, type Found, notOurs } from './sessions-scanner.ts';

/** As deep as a request may be. */
const LIMITS = { depth: 100, parts: 5_000_000 };

/** Fields of one session: ours has twenty. */
const MAX_FIELDS = 100;

/** Opens our JSON. Errors: `invalid` when its beginning is none. */
export function openSessionJson(file: ByteSource): ImportSource {
  return { format: 'json', isComplete: false, rows: () => readSessions(file), close: () => {} };
}

async function* readSessions(file: ByteSource) {
  const scanner = createSessionsScanner(MAX_ROW_BYTES);
  const reader = createReader();
  let readBytes = 0;
  for await (const bytes of file.bytes()) {
    readBytes += bytes.length;
    const rows = scanner.feed(bytes).flatMap(reader.take);
    yield { rows, share: readBytes / Math.max(file.size, 1) };
  }
  scanner.end();
  reader.end();
}

function createReader() {
  const head = new Map<string, unknown>();
  let fields = new Map<string, unknown>();
  let session = 0;
  let messages = 0;

  function take(found: Found): RawRow[] {
    switch (found.kind) {
      case 'head':
        if (head.size < MAX_FIELDS) head.set(found.key, parseModest(found.text, LIMITS));
        return [];
      case 'field':
        if (fields.size < MAX_FIELDS) fields.set(found.key, parseModest(found.text, LIMITS));
        return [];
      case 'message':
        return [takeMessage(found.text)];
      case 'end of session':
        return [endSession()];
    }
  }

  function takeMessage(text: string): RawRow {
    if (messages === 0 && session === 0) checkHead();
    messages++;
    const id = fields.get('id');
    const where = `session ${session + 1}, message ${messages}`;
    // Who its messages belong to is known only when the id came before them, as in our files and in those of sorted keys.
    if (typeof id !== 'string')
      return { table: 'messages', where, row: { id: 'a session whose id comes after its messages' } };
    return { table: 'messages', where, row: messageRow(importedId(id), messages - 1, parseModest(text, LIMITS)) };
  }

  function endSession(): RawRow {
    if (messages === 0 && session === 0) checkHead();
    session++;
    const row = sessionRow(Object.fromEntries(fields));
    fields = new Map();
    messages = 0;
    return { table: 'sessions', where: `session ${session}`, row };
  }

  /** Also said before anything was read wholly: `format` comes first in our files. */
  function checkHead(): void {
    if (head.get('format') !== JSON_FORMAT) throw notOurs();
    const version = head.get('formatVersion');
    if (typeof version === 'number' && version > JSON_FORMAT_VERSION) {
      throw new AppError('invalid', 'This file was written by a newer Holdfast. Update this one, then import it.');
    }
    if (version !== JSON_FORMAT_VERSION) throw notOurs();
  }

  return { take, end: checkHead };
}
