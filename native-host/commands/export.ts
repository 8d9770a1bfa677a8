import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { TRANSFER_FORMATS } from '../../lib/protocol/keeping-shapes.ts';
import type { Params } from '../../lib/protocol/methods.ts';
import type { DataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';
import { countsInWords } from './counts-in-words.ts';

interface ExportChoice {
  readonly format: Params<'data/export'>['format'];
  readonly session?: string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds `holdfast export`. What needs SQLite is loaded when it runs. */
export function addExportCommand(program: Command, paths: () => DataPaths): void {
  const command = program
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
    .action(async ({ format, session, out, json }: ExportChoice) => {
      const [{ requireCurrentStore }, { workHere }, { exportData }] = await Promise.all([
        import('./require-store.ts'),
        import('./run-job-here.ts'),
        import('../transfer/export-data.ts'),
      ]);
      requireCurrentStore(paths().database);
      const params = { format, ...(session && { sessionIds: session }) };
      const done = await workHere(paths(), (place) => exportData(params, place, out === undefined ? {} : target(out)));
      console.log(
        json
          ? JSON.stringify(done, null, 2)
          : `${join(done.folder, done.name)}\n${countsInWords(done.counts)}, ${done.bytes} bytes, SHA-256 ${done.sha256}`,
      );
    });
  addHelp(command, {
    notes: [
      'Without --session, json and markdown have every session that is not in the trash; several sessions as Markdown are a zip file. Keys of model servers are never exported.',
    ],
    examples: [
      ['holdfast export', 'everything, as one .holdfast file'],
      ['holdfast export --out /media/stick/'],
      ['holdfast export --format markdown --session 0198c0de-7a11-7000-8000-000000000001'],
    ],
    exits: { failed: 'failed; then there is no file' },
    isCancellable: true,
  });
}

/** A folder gets a name in it that is free. */
function target(out: string) {
  const path = resolve(out);
  if (/[/\\]$/.test(out) || statSync(path, { throwIfNoEntry: false })?.isDirectory()) return { folder: path };
  return { folder: dirname(path), name: basename(path), ending: '', isExact: true };
}
