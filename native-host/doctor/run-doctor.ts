import { existsSync, mkdirSync, statSync } from 'node:fs';
import { formatBytes } from '../../lib/format-size.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import { counted, REPAIR } from '../../lib/store/checks/check.ts';
import { asCheck, type Examined } from '../../lib/store/examined.ts';
import { readBackups } from '../backups/list-backups.ts';
import { lossInWords } from '../heal/lost-store.ts';
import type { JobParams, JobResult } from '../maintenance-jobs.ts';
import { holdStore } from '../store-lock.ts';
import { asOnlyRun, type Workplace } from '../workplace.ts';
import { quarantine } from './check-copies.ts';
import { permissions } from './check-permissions.ts';
import { log, room } from './check-room.ts';
import { checkStore } from './check-store.ts';
import type { FolderCheck } from './doctor-check.ts';
import { healIfDamaged } from './heal-if-damaged.ts';

/** What is looked at beside the store's file, whatever that is worth. */
const BESIDE: readonly FolderCheck[] = [permissions, room, log, quarantine];

/**
 * Looks at everything that must hold, and changes nothing; with `repair`, what follows from the messages is made anew where it
 * is wrong, and looked at again; and a store whose file is damaged is made anew from the newest backup and from what can be
 * read of it. A store that is not there, damaged or of another version is told by a check, never by an error. Runs as the
 * only maintenance, beside hosts that go on. Errors: `busy`, `cancelled`, and what a repair of the file meets.
 */
export async function examineData({ repair }: JobParams<'doctor'>, place: Workplace): Promise<Examined[]> {
  const checks = await lookAtAll(repair, place);
  if (!repair || !existsSync(place.paths.home)) return checks;
  return healIfDamaged(checks, place, () => lookAtAll(false, place));
}

/** The same for another process. */
export async function runDoctor(params: JobParams<'doctor'>, place: Workplace): Promise<JobResult<'doctor'>> {
  return { checks: (await examineData(params, place)).map(asCheck) };
}

async function lookAtAll(repair: boolean, place: Workplace): Promise<Examined[]> {
  const { locks: folder, home } = place.paths;
  if (!existsSync(home)) return [missingStore(place)];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const letGo = holdStore(folder);
  if (!letGo) throw new AppError('busy', 'Another process works on the store alone. Try again in a moment.');
  try {
    return await asOnlyRun(place, async () => {
      const beside = BESIDE.map((check) => checkFolder(check, repair, place));
      return [...(await checkDatabase(repair, place)), ...beside];
    });
  } finally {
    letGo();
  }
}

async function checkDatabase(repair: boolean, place: Workplace): Promise<Examined[]> {
  const { database } = place.paths;
  const found = statSync(database, { throwIfNoEntry: false });
  if (!found) return [missingStore(place)];
  const rest = await checkStore(repair, place);
  if (rest instanceof AppError) return [{ name: 'store', ok: false, ...whyUnreadable(database, rest) }];
  return [{ name: 'store', ok: true, detail: `${database}, ${formatBytes(found.size)}` }, ...rest];
}

function missingStore({ paths }: Workplace): Examined {
  const copies = readBackups(paths.backups);
  const isLost = lossInWords(paths) !== undefined;
  const where = `none at ${paths.database}`;
  const [newest] = copies;
  if (!isLost && !newest) return { name: 'store', ok: true, detail: `${where} yet; open the panel once to make one` };
  // What a person put there may be of another store: they decide.
  const cure = isLost || !newest ? REPAIR : `Restore one: holdfast restore ${newest.name}`;
  return { name: 'store', ok: false, detail: `${where}, but ${counted(copies.length, 'backup')}`, cure };
}

function whyUnreadable(database: string, error: AppError): Pick<Examined, 'detail' | 'cure'> {
  // Only a writer can undo it, and this only reads.
  if (error.details['sqliteCode'] === 'SQLITE_READONLY_ROLLBACK') {
    const cure = 'Open the panel: its change is undone then.';
    return { detail: `${database}: a program died while it wrote here`, cure };
  }
  const detail = `${database}: ${error.message}`;
  return error.code === 'store-corrupt' ? { detail, cure: REPAIR } : { detail };
}

function checkFolder({ name, examine, repair }: FolderCheck, mayRepair: boolean, place: Workplace): Examined {
  const found = examine(place);
  if (found.ok || !mayRepair || !repair) return { name, ...found };
  const repaired = repair(place);
  return { name, ...examine(place), ...(repaired !== undefined && { repaired }) };
}
