import type { SqlDatabase } from '../sql-database.ts';
import { atOnce, counted, type Finding, RESTORE, type StoreCheck } from './check.ts';

/** Problems that are told; a damaged page brings hundreds of them. */
const MOST = 20;

/** SQLite's own check of the file's structure. What it says of the search index is that check's business. */
export const integrity: StoreCheck = {
  name: 'integrity',
  step: 'checking the file',
  examine: (db) => atOnce(() => examine(db)),
};

function examine(db: SqlDatabase): Finding {
  const problems = db
    .all<{ integrity_check: string }>(`PRAGMA integrity_check(${MOST})`)
    .map((row) => row.integrity_check)
    .filter((problem) => problem !== 'ok' && !isOfSearchIndex(problem));
  if (problems.length > 0) {
    const [first = ''] = problems;
    const count = problems.length >= MOST ? `${MOST} problems or more` : counted(problems.length, 'problem');
    return { ok: false, detail: `SQLite finds ${count} in the file; the first: "${inOneLine(first)}"`, cure: RESTORE };
  }
  const pages = db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
  return { ok: true, detail: `SQLite finds nothing wrong in ${counted(pages, 'page')}` };
}

function isOfSearchIndex(problem: string): boolean {
  return problem.includes('messages_fts');
}

/** It begins with the name of the database, on a line of its own. */
function inOneLine(problem: string): string {
  return problem.replace(/^\*\*\* .+ \*\*\*\n/, '').replaceAll('\n', '; ');
}
