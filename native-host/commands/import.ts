import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { IMPORT_RESOLUTIONS } from '../../lib/protocol/keeping-shapes.ts';
import type { Params, Result } from '../../lib/protocol/methods.ts';
import type { DataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';
import { countsInWords } from './counts-in-words.ts';

interface ImportChoice {
  readonly onConflict?: Params<'data/import'>['resolution'];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds `holdfast import`. What needs SQLite is loaded when it runs. */
export function addImportCommand(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('import')
    .description('take in bundles, sessions as JSON, exports of OpenCode, and store files; each wholly or not at all')
    .argument('<file...>', '.holdfast, .json or .db')
    .addOption(
      new Option(
        '--on-conflict <resolution>',
        'sessions that are here and differ: keep them, replace them, keep both, add what is missing, or (move) that where it loses nothing, else keep both',
      )
        .choices(IMPORT_RESOLUTIONS)
        .default(undefined, 'skip, but merge what comes from OpenCode'),
    )
    .option('--dry-run', 'only tell what the files are and hold')
    .option('--json', 'as JSON')
    .action(async (files: string[], { onConflict, dryRun, json }: ImportChoice) => {
      const [{ workHere }, { analyzeFile, importFile }, { ensureStore }] = await Promise.all([
        import('./run-job-here.ts'),
        import('../transfer/import-data.ts'),
        import('../transfer/ensure-store.ts'),
      ]);
      for (const file of files.map((name) => resolve(name))) {
        const done = await workHere(paths(), async (place) => {
          await ensureStore(paths(), place);
          return dryRun ? analyzeFile(file, place) : importFile(file, onConflict, place);
        });
        const words = 'format' in done ? analysisInWords(done) : resultInWords(done);
        console.log(json ? JSON.stringify({ file, ...done }, null, 2) : `${file}\n${words.join('\n')}`);
        if (!json) for (const { where, message } of done.problems) console.error(`${where}: ${message}`);
      }
    });
  addHelp(command, {
    notes: [
      'What is here already and the same is left alone: importing twice changes nothing. Before anything is replaced, a backup is made.',
    ],
    examples: [
      ['holdfast import --dry-run holdfast-2026-11-25-213000.holdfast', 'what it holds'],
      ['holdfast import holdfast-2026-11-25-213000.holdfast'],
      ['holdfast import --on-conflict merge ~/old/holdfast.db'],
      ['opencode export ses_4d1f > talk.json && holdfast import talk.json'],
    ],
    exits: { failed: 'failed; the files before the one that is named are in, that one is not' },
    isCancellable: true,
  });
}

function analysisInWords({ format, counts, existing }: Result<'imports/analyze'>): string[] {
  return [`${format}: ${countsInWords(counts)}`, `of these here already: ${countsInWords(existing)}`];
}

function resultInWords({ counts, safetyBackup }: Result<'data/import'>): string[] {
  return [
    `added: ${countsInWords(counts.added)}`,
    `replaced: ${countsInWords(counts.replaced)}`,
    `left as it is: ${countsInWords(counts.skipped)}`,
    ...(safetyBackup === null ? [] : [`backup made before: ${safetyBackup}`]),
  ];
}
