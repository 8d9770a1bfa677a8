import { contentHash } from '../store/content-hash.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { checkValue } from './check-value.ts';
import type { Row } from './row-json.ts';
import { type Column, TABLES, type TableName } from './tables.ts';

/** A row that can be stored, or undefined; `problems`: why not, or what of it could not be kept. */
export interface CheckedRow {
  readonly row: Row | undefined;
  readonly problems: readonly string[];
}

/** The one gate for every row of every kind of file. `raw`: anything that JSON can hold. Never throws. */
export function checkRow(db: Pick<SqlDatabase, 'sha256'>, table: TableName, raw: unknown): CheckedRow {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return refused('is no row');
  const row: Row = {};
  const problems: string[] = [];
  for (const [name, column] of Object.entries(TABLES[table].columns) as [string, Column][]) {
    // By own name: what a file calls __proto__ is none of our columns, and nothing is taken from a prototype.
    const given: unknown = Object.hasOwn(raw, name) ? (raw as Record<string, unknown>)[name] : undefined;
    const checked = checkValue(column, given);
    if (typeof checked === 'string') return refused(`${name} ${checked}`);
    row[name] = checked.value;
    if (checked.note !== undefined) problems.push(`${name} ${checked.note}`);
  }
  const problem = table === 'messages' ? finishMessage(db, row) : undefined;
  return problem === undefined ? { row, problems } : refused(problem);
}

function refused(problem: string): CheckedRow {
  return { row: undefined, problems: [problem] };
}

/** The text must be the one that was completed; only a complete message has a hash. Returns why it cannot be kept. */
function finishMessage(db: Pick<SqlDatabase, 'sha256'>, row: Row): string | undefined {
  if (row['status'] !== 'complete') {
    row['content_hash'] = null;
    return undefined;
  }
  const hash = contentHash(db, String(row['role']), String(row['content']), row['tool_calls'] as string | null);
  if (row['content_hash'] !== null && row['content_hash'] !== hash) {
    return `${row['id']} does not have the text it was completed with; it is left out`;
  }
  row['content_hash'] = hash;
  return undefined;
}
