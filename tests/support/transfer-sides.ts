import { readdirSync } from 'node:fs';
import type { Params, Result } from '../../lib/protocol/methods.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import type { Resolution } from '../../lib/transfer/plan-import.ts';
import { openEmbeddedTransfer } from './embedded/transfer.ts';
import { analyzed, exported, imported, pathsAround, using } from './transfer.ts';

/** A store with what brings data in and out of it, whichever program does it. */
export interface TransferSide {
  /** Whether its SQLite can have a search index. */
  readonly canIndex: boolean;
  using<Value>(work: (db: SqlDatabase) => Value): Value;
  /** The path of a file. */
  exported(format?: Params<'data/export'>['format'], sessionIds?: string[]): Promise<string>;
  imported(file: string, resolution?: Resolution): Promise<Result<'data/import'>>;
  analyzed(file: string): Promise<Result<'imports/analyze'>>;
  /** Names of files that were needed meanwhile and should be gone. */
  left(): string[];
}

function openHostSide(): TransferSide {
  const paths = pathsAround();
  return {
    canIndex: true,
    using: (work) => using(paths.database, work),
    exported: (format, sessionIds) => exported(paths, format, sessionIds),
    imported: (file, resolution) => imported(paths, file, resolution),
    analyzed: (file) => analyzed(paths, file),
    left: () => readdirSync(paths.uploads),
  };
}

function openBrowserSide(): TransferSide {
  const opened = openEmbeddedTransfer();
  return {
    canIndex: false,
    using: (work) => work(opened.db),
    exported: opened.exported.bind(opened),
    imported: opened.imported.bind(opened),
    analyzed: opened.analyzed.bind(opened),
    left: () =>
      opened.db
        .all<{ name: string }>("SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')")
        .map(({ name }) => name),
  };
}

/** Both programs. */
export const SIDES = [
  { program: 'the host', open: openHostSide },
  { program: 'the browser', open: openBrowserSide },
] as const;
