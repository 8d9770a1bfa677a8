import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { TRANSFER_FORMATS } from '../../lib/protocol/keeping-shapes.ts';
import type { Params } from '../../lib/protocol/methods.ts';
import type { DataPaths } from '../paths.ts';
import { countsInWords } from './counts-in-words.ts';

interface ExportChoice {
  readonly format: Params<'data/export'>['format'];
  readonly session?: string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds `holdfast export`. What needs SQLite is loaded when it runs. */
export function addExportCommand(program: Command, paths: () => DataPaths): void {
  program
    .command('export')
    .description('write everything, or some sessions, to a new file in your folder for downloads')
    .addOption(
      new Option('--format <format>', 'bundle: everything, to be imported; json, markdown: sessions, to be read')
        .choices(TRANSFER_FORMATS)
        .default('bundle'),
    )
    .option('--session <id...>', 'only these sessions')
    .option('--out <file>', 'another place, or folder; what is there is never overwritten')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ holdfast export                                      everything, as one .holdfast file
  $ holdfast export --format markdown --session <id>     one session as text
  $ holdfast export --out /media/stick/

Without --session, json and markdown have every session that is not in the trash; several sessions as Markdown are a zip
file. Keys of model servers are never exported.

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
    .action(async ({ format, session, out, json }: ExportChoice) => {
      const { database } = paths();
      if (!existsSync(database)) throw new Error(`There is no store at ${database} yet: nothing to export.`);
      const [{ workHere }, { exportData }] = await Promise.all([
        import('./run-job-here.ts'),
        import('../transfer/export-data.ts'),
      ]);
      const params = { format, ...(session && { sessionIds: session }) };
      const done = await workHere(paths(), (place) => exportData(params, place, out === undefined ? {} : target(out)));
      console.log(
        json
          ? JSON.stringify(done, null, 2)
          : `${join(done.folder, done.name)}\n${countsInWords(done.counts)}, ${done.bytes} bytes, SHA-256 ${done.sha256}`,
      );
    });
}

/** A folder gets a name in it that is free. */
function target(out: string) {
  const path = resolve(out);
  if (/[/\\]$/.test(out) || statSync(path, { throwIfNoEntry: false })?.isDirectory()) return { folder: path };
  return { folder: dirname(path), name: basename(path), ending: '', isExact: true };
}
