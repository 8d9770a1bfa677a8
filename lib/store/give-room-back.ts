import type { SqlDatabase } from './sql-database.ts';

/** Pages given back in one transaction, which takes some milliseconds: others write in between. */
const PAGES_AT_ONCE = 128;

/** Makes the database smaller by the pages of deleted rows, in small transactions. Returns the bytes by which it became so. */
export async function giveRoomBack(
  db: SqlDatabase,
  { pause, onProgress }: { readonly pause: () => Promise<void>; readonly onProgress: (progress: number) => void },
): Promise<number> {
  const pageBytes = number(db, 'page_size');
  const before = number(db, 'page_count');
  const unused = number(db, 'freelist_count');
  for (let left = unused; left > 0; ) {
    db.transaction(() => db.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`));
    onProgress(1 - left / unused);
    await pause();
    const now = number(db, 'freelist_count');
    // A file that was made without room for this keeps its pages for what is written next.
    if (now >= left) break;
    left = now;
  }
  return Math.max(0, before - number(db, 'page_count')) * pageBytes;
}

function number(db: SqlDatabase, pragma: string): number {
  return Object.values(db.get<Record<string, number>>(`PRAGMA ${pragma}`) ?? {})[0] ?? 0;
}
