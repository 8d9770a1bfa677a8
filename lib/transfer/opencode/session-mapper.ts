import { isLeanTool, readLeanOutput } from '../../proofs/lean-output.ts';
import { derivedId } from '../imported-id.ts';
import type { TableName } from '../tables.ts';
import { durationMs, type Fields, fieldsOf, listOf, numberOf, textOf, timeOf } from './fields.ts';
import { summaryChanges, type ToldChange, toolChanges } from './file-changes.ts';
import { OPENCODE, ownId } from './ids.ts';
import { createKnownTexts } from './known-texts.ts';
import { messageRow, statusOf, useOf } from './message-row.ts';
import { originalText } from './original-text.ts';
import { directoryOf, type Outline } from './outline.ts';
import { sessionRow } from './session-row.ts';

/** A row that is still to be checked. */
export interface MappedRow {
  readonly table: TableName;
  readonly row: unknown;
}

/** Makes rows of one session, of which the outline is known. */
export function createSessionMapper(outline: Outline) {
  const { info, places, changedBy } = outline;
  const sessionId = outline.id === undefined ? undefined : ownId(outline.id);
  const directory = directoryOf(info);
  const createdMs = numberOf(fieldsOf(info['time'])['created']) ?? Number.NEGATIVE_INFINITY;

  const known = createKnownTexts();

  /** Of the session itself. `text`: everything of it but its messages, as the file says it. */
  function session(text: string): MappedRow[] {
    const original = { id: sessionId, session_id: sessionId, source: OPENCODE, raw_json: text };
    return [
      { table: 'sessions', row: sessionRow(outline) },
      { table: 'originals', row: original },
    ];
  }

  /** Of one message, by its number in the file. `text`: as the file says it. */
  function message(index: number, value: Fields, text: string): MappedRow[] {
    const head = fieldsOf(value['info']);
    const told = textOf(head['id']);
    const id = told === undefined ? derivedId('opencode message', String(sessionId), String(index)) : ownId(told);
    const time = fieldsOf(head['time']);
    const isCopy = (numberOf(time['created']) ?? createdMs) < createdMs;
    const place = { id, sessionId: String(sessionId), sequence: places[index] ?? index + 1, isCopy };
    const row = messageRow(value, place);
    const parts = listOf(value['parts']).map(fieldsOf);
    const at = row['created_at'];
    return [
      { table: 'messages', row },
      { table: 'originals', row: { id, session_id: sessionId, source: OPENCODE, raw_json: originalText(value, text) } },
      // What a fork copied was done, proved and paid for where it was first.
      ...(isCopy
        ? []
        : [
            ...fileChangeRows(id, head, parts, at),
            ...parts.flatMap((part, number) => proofRows(id, part, number, at)),
            ...analyticsRows(id, head, parts),
          ]),
    ];
  }

  function fileChangeRows(messageId: string, head: Fields, parts: readonly Fields[], at: unknown): MappedRow[] {
    const rows = (changes: readonly ToldChange[], of: string): MappedRow[] =>
      changes.map((change, number) => ({
        table: 'file_changes',
        row: {
          id: derivedId('opencode file change', messageId, of, String(number)),
          session_id: sessionId,
          message_id: messageId,
          path: change.path,
          old_path: change.oldPath,
          status: change.status,
          additions: change.additions,
          deletions: change.deletions,
          patch: change.patch,
          created_at: change.createdAt ?? at,
        },
      }));
    const told = head['role'] === 'user' ? changedBy.get(textOf(head['id']) ?? '') : undefined;
    return [
      ...parts.flatMap((part, number) =>
        rows(toolChanges(part, directory, known.take(part)), textOf(part['id']) ?? String(number)),
      ),
      ...rows(summaryChanges(head, directory, told), 'summary'),
    ];
  }

  function proofRows(messageId: string, part: Fields, number: number, at: unknown): MappedRow[] {
    const state = fieldsOf(part['state']);
    const [tool, output] = [textOf(part['tool']), textOf(state['output'])];
    if (part['type'] !== 'tool' || !tool || !isLeanTool(tool) || output === undefined) return [];
    const reading = readLeanOutput(tool, fieldsOf(state['input']), output);
    const row = {
      id: derivedId('opencode proof', messageId, textOf(part['id']) ?? String(number)),
      session_id: sessionId,
      message_id: messageId,
      file: reading.file,
      line: reading.line,
      column_number: reading.columnNumber,
      status: reading.status,
      goals_json: JSON.stringify(reading.goals),
      diagnostics_json: JSON.stringify(reading.diagnostics),
      created_at: timeOf(fieldsOf(state['time'])['end']) ?? at,
    };
    return [{ table: 'proofs', row }];
  }

  /** A reply that ended, and the tools that it had run. */
  function analyticsRows(messageId: string, head: Fields, parts: readonly Fields[]): MappedRow[] {
    const { created, completed } = fieldsOf(head['time']);
    const use = useOf(head);
    const ended = timeOf(completed);
    if (!use || ended === undefined) return [];
    const event = (row: Fields): MappedRow => ({
      table: 'analytics',
      row: { session_id: sessionId, model: textOf(head['modelID']) ?? null, ...row },
    });
    const finish = textOf(head['finish']);
    const reply = event({
      timestamp: ended,
      event_type: 'reply',
      prompt_tokens: use.promptTokens,
      completion_tokens: use.completionTokens,
      cost: use.cost,
      duration_ms: durationMs(created, completed) ?? null,
      metadata_json: JSON.stringify({
        ...{ replyId: messageId, status: statusOf(head), costSource: 'opencode-table', source: OPENCODE },
        ...(finish && { finish }),
      }),
    });
    const tools = parts.flatMap((part) => {
      const state = fieldsOf(part['state']);
      const time = fieldsOf(state['time']);
      const timestamp = timeOf(time['end']);
      if (part['type'] !== 'tool' || timestamp === undefined) return [];
      const metadata = { replyId: messageId, tool: textOf(part['tool']) ?? 'tool', status: textOf(state['status']) };
      const facts = { duration_ms: durationMs(time['start'], time['end']) ?? null };
      return [event({ timestamp, event_type: 'tool_call', ...facts, metadata_json: JSON.stringify(metadata) })];
    });
    return [reply, ...tools];
  }

  return { session, message };
}
