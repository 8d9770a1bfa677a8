import type { Command } from 'commander';
import type { DataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';

/** Adds `backup`, `backups` and `restore`. What they do is loaded when it is asked for: it needs SQLite. */
export function addBackupCommands(program: Command, paths: () => DataPaths): void {
  addBackup(program, paths);
  addBackups(program, paths);
  addRestore(program, paths);
}

function addBackup(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('backup')
    .description('copy the store, open the copy again and check all of it')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { makeBackupByHand } = await import('./backup.ts');
      console.log(await makeBackupByHand(paths(), json === true));
    });
  addHelp(command, {
    notes: [
      'Copies made so are never removed by Holdfast. They lie in “backups” in the data folder and are whole stores: copy them wherever you like, also while Holdfast runs.',
    ],
    examples: [['holdfast backup'], ['holdfast backup --json | jq -r .name']],
    exits: { failed: 'failed; then there is no copy' },
    isCancellable: true,
  });
}

function addBackups(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('backups')
    .description('the copies of the store, newest first; changes nothing')
    .option('--json', 'as JSON')
    .option('--verify <backup>', 'open one of them again and check all of it')
    .action(async ({ json, verify }: { json?: boolean; verify?: string }) => {
      const commands = await import('./backup.ts');
      if (verify !== undefined) console.log(await commands.verifyByHand(paths(), verify, json === true));
      else console.log(commands.listByHand(paths(), json === true));
    });
  addHelp(command, {
    notes: [
      'Of the copies that Holdfast makes by itself, the newest of each of the last 7 days, 4 weeks and 6 months stay, those made before a restore or an import for a week, all together up to three times the size that the store had within a month. The newest two and those that you made stay in any case.',
    ],
    examples: [['holdfast backups'], ['holdfast backups --verify 2026-01-31T12-00-00.000Z-daily.db']],
    exits: { failed: 'the copy is damaged or is not there' },
    isCancellable: true,
  });
}

function addRestore(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('restore')
    .description('make the sessions those of a copy, after a copy of what is there now')
    .argument('<copy>', 'a name that “holdfast backups” shows, or the path of a store or of a copy of one')
    .option('--yes', 'without asking')
    .action(async (copy: string, { yes }: { yes?: boolean }) => {
      const { restoreByHand } = await import('./restore.ts');
      await restoreByHand(paths(), copy, yes === true, (line) => console.log(line));
    });
  addHelp(command, {
    notes: [
      'The copy is checked first, and the store as it is is copied, so that this can be taken back. What was typed and not sent since stays. It is safe while a panel is open: rows are changed in one transaction, no file is replaced. Where the store itself is damaged, holdfast doctor --repair takes the newest copy and what can be read of what came after it.',
    ],
    examples: [
      ['holdfast restore 2026-01-31T12-00-00.000Z-daily.db'],
      ['holdfast restore /media/disk/holdfast.db --yes'],
    ],
    exits: {
      done: 'restored',
      failed: 'not restored; then nothing was changed',
      cancelled: 'cancelled by Ctrl+C; then nothing was changed',
    },
    isCancellable: true,
  });
}
