import { AppError } from '../protocol/errors.ts';
import { PROOF_STATUSES, type Proof } from '../protocol/work-shapes.ts';
import { checkContentSize } from './content-size.ts';
import { requireMessageOf } from './messages-of-session.ts';
import { type PageRange, readPage } from './pages.ts';
import { requireLivingSession } from './sessions.ts';
import type { SqlDatabase } from './sql-database.ts';

interface ProofRow {
  readonly id: string;
  readonly session_id: string;
  readonly message_id: string | null;
  readonly file: string;
  readonly line: number | null;
  readonly column_number: number | null;
  readonly status: string;
  readonly goals_json: string;
  readonly diagnostics_json: string;
  readonly created_at: string;
}

const COLUMNS =
  'id, session_id, message_id, file, line, column_number, status, goals_json, diagnostics_json, created_at';

/**
 * Keeps what Lean said of a place and returns it. `createdAt` in the stored form. Errors: `conflict` (id taken, session
 * in the trash), `not-found` (session, or a message of it), `too-large`.
 */
export function addProof(db: SqlDatabase, proof: Proof): Proof {
  const { id, sessionId, messageId, file, line, columnNumber, status, goals, diagnostics, createdAt } = proof;
  if (db.get('SELECT 1 FROM proofs WHERE id = ?', [id])) {
    throw new AppError('conflict', `A proof with the id ${id} exists already. Use another id.`);
  }
  requireLivingSession(db, sessionId);
  requireMessageOf(db, sessionId, messageId);
  const texts = [goals, diagnostics].map((value) => JSON.stringify(value));
  checkContentSize(texts.join(''));
  db.run(`INSERT INTO proofs (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    ...[id, sessionId, messageId, file, line, columnNumber, status, ...texts, createdAt],
  ]);
  return requireProof(db, id);
}

/** A proof. Errors: `not-found`. */
export function requireProof(db: SqlDatabase, id: string): Proof {
  const row = db.get<ProofRow>(`SELECT ${COLUMNS} FROM proofs WHERE id = ?`, [id]);
  if (!row) throw new AppError('not-found', `There is no proof ${id}. Its session may have been deleted.`);
  return toProof(row);
}

export interface ProofPage {
  readonly proofs: Proof[];
  readonly nextCursor: string | null;
}

/** What Lean said in the course of a session, oldest first. Errors: `not-found`, `invalid` (cursor). */
export function listProofs(db: SqlDatabase, range: PageRange): ProofPage {
  const { rows, nextCursor } = readPage<ProofRow>(db, range, {
    table: 'proofs',
    method: 'proofs/list',
    columns: COLUMNS,
    bytes: 'octet_length(goals_json) + octet_length(diagnostics_json)',
  });
  return { proofs: rows.map(toProof), nextCursor };
}

function toProof(row: ProofRow): Proof {
  return {
    id: row.id,
    sessionId: row.session_id,
    messageId: row.message_id,
    file: row.file,
    line: row.line,
    columnNumber: row.column_number,
    status: PROOF_STATUSES.find((known) => known === row.status) ?? 'open',
    goals: parseList(row.goals_json),
    diagnostics: parseList(row.diagnostics_json),
    createdAt: row.created_at,
  };
}

/** What another program put there may be anything. */
function parseList(json: string): unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [json];
  }
}
