import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setDraft } from '../../../lib/store/drafts.ts';
import { migrate, write } from '../../../lib/store/migrate.ts';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { ensureStoreId } from '../../../lib/store/store-info.ts';
import { backUp } from '../../../native-host/backups/back-up.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../../native-host/paths.ts';
import { createWorkplace } from '../../../native-host/workplace.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { createRandom, faultSeed, type Random } from '../../support/rounds.ts';

/** How a store is left behind before it is damaged. */
export interface StoreKind {
  readonly hasBackup: boolean;
  /** Commits that are in the log alone. */
  readonly hasLog: boolean;
}

/** A message as it was committed, in order. */
export interface Written {
  readonly id: string;
  readonly sessionId: string;
  readonly content: string;
  readonly isComplete: boolean;
}

/** A data folder to be copied, and what was written into its store. */
export interface Template {
  readonly home: string;
  readonly written: readonly Written[];
  remove(): void;
}

/** In memory where that can be: nothing here is about syncs, of which thousands of stores make many. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const SESSIONS = 5;
const MESSAGES = 60;

function pathsIn(home: string): DataPaths {
  return dataPaths({ HOLDFAST_HOME: home }, process.platform, home);
}

/** The paths of a copy of a template, in a folder of its own. */
export function copyTemplate({ home }: Template): DataPaths {
  const copy = mkdtempSync(join(FOLDER, 'damage-'));
  cpSync(home, copy, { recursive: true });
  return pathsIn(copy);
}

/** Small, with texts on pages of their own, and everything that a store has. */
export async function makeTemplate({ hasBackup, hasLog }: StoreKind): Promise<Template> {
  const home = mkdtempSync(join(FOLDER, 'damage-template-'));
  const building = mkdtempSync(join(FOLDER, 'damage-building-'));
  const paths = pathsIn(building);
  ensureDataFolders(paths);
  const random = createRandom(faultSeed, 'damaged store', String(hasBackup), String(hasLog));
  const db = openDatabase(paths.database);
  db.exec('PRAGMA synchronous = OFF');
  migrate(db);
  write(db, () => {
    createSearchIndex(db);
    ensureStoreId(db, () => '01890000-0000-7000-8000-000000000000');
  });
  const written: Written[] = [];
  fill(db, random, written, MESSAGES / 2);
  if (hasBackup) await backUp('daily', createWorkplace({ paths, onProgress: () => {}, isCancelled: () => false }));
  fill(db, random, written, MESSAGES * 0.75);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  if (!hasLog) fill(db, random, written, MESSAGES);
  if (!hasLog) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  else fill(db, random, written, MESSAGES);
  // While it is open, as a killed host leaves it.
  ensureDataFolders(pathsIn(home));
  for (const suffix of ['', '-wal']) {
    const file = paths.database + suffix;
    if (existsSync(file)) copyFileSync(file, join(home, `holdfast.db${suffix}`));
  }
  cpSync(paths.backups, pathsIn(home).backups, { recursive: true });
  db.close();
  rmSync(building, { recursive: true });
  return { home, written, remove: () => rmSync(home, { recursive: true, force: true }) };
}

function fill(db: SqlDatabase, random: Random, written: Written[], upTo: number): void {
  while (written.length < upTo) {
    const n = written.length;
    const sessionId = `session-${random.below(Math.min(SESSIONS, 1 + Math.floor(n / 4)))}`;
    db.transaction(() => {
      if (!db.get('SELECT 1 FROM sessions WHERE id = ?', [sessionId]))
        addSession(db, sessionId, { title: `Talk ${sessionId}` });
      const isComplete = !random.chance(0.1);
      const words = Array.from({ length: 3 + random.below(random.chance(0.2) ? 900 : 60) }, () =>
        random.below(1e6).toString(36),
      );
      const message = { id: `message-${n}-of-${sessionId}`, content: `${n} ${words.join(' ')} · ünï 漢字` };
      addMessage(db, sessionId, message.id, {
        content: message.content,
        role: n % 2 === 0 ? 'user' : 'assistant',
        status: isComplete ? 'complete' : 'interrupted',
        promptTokens: random.below(100),
        cost: random.below(8) / 8,
      });
      written.push({ ...message, sessionId, isComplete });
    });
    if (n % 10 === 0) addRest(db, n, sessionId);
  }
}

function addRest(db: SqlDatabase, n: number, sessionId: string): void {
  setDraft(db, { sessionId, content: `Draft ${n}`, updatedAt: at(n) });
  createSnapshot(db, {
    id: `snapshot-${n}`,
    sessionId,
    timestamp: at(n),
    type: 'auto',
    trigger: { type: 'interval' },
    starred: false,
    ui: { draft: `Draft ${n}`, view: 'chat' },
  });
  db.run('INSERT INTO analytics (timestamp, event_type) VALUES (?, ?)', [at(n), 'sent']);
  db.run('INSERT INTO requests VALUES (?, ?)', [`request-${n}`, at(n)]);
}
