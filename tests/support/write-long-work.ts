import { addFileChange } from '../../lib/store/file-changes.ts';
import { addProof } from '../../lib/store/proofs.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openDatabase } from '../../native-host/database.ts';

interface LongWork {
  readonly title: string;
  readonly files: number;
  /** Of the patch of the first file. */
  readonly lines: number;
  readonly places: number;
}

/** Gives a session that is there file changes and proofs in numbers. */
export function writeLongWork(database: string, { title, files, lines, places }: LongWork): void {
  const db = openDatabase(database);
  db.transaction(() => {
    const sessionId = db.get<{ id: string }>('SELECT id FROM sessions WHERE title = ?', [title])?.id ?? '';
    for (let file = 0; file < files; file += 1) writeFile(db, sessionId, file, file === 0 ? lines : 3);
    for (let place = 0; place < places; place += 1) {
      addProof(db, {
        ...{ id: `proof ${place}`, sessionId, messageId: null, file: 'Long.lean', line: place + 1, columnNumber: 2 },
        ...{ status: 'open', goals: [{ goal: `n : Nat\n⊢ n + ${place} = ${place} + n` }], diagnostics: [] },
        createdAt: momentOf(place),
      });
    }
  });
  db.close();
}

function writeFile(db: SqlDatabase, sessionId: string, file: number, lines: number): void {
  const path = `src/file-${String(file).padStart(5, '0')}.ts`;
  // Every tenth line is too long for a narrow panel.
  const text = Array.from(
    { length: lines },
    (_, line) => `+line ${line + 1}${line % 10 === 9 ? ' and more'.repeat(20) : ''}`,
  );
  addFileChange(db, {
    ...{ id: `change ${file}`, sessionId, messageId: null, path, oldPath: null, status: 'created' },
    ...{ additions: lines, deletions: 0, createdAt: momentOf(file) },
    patch: `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines} @@\n${text.join('\n')}\n`,
  });
}

function momentOf(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}
