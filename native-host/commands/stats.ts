import type { Command } from 'commander';
import type { DataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';
import { showProgress } from './progress.ts';

/** Adds `holdfast stats`. What needs SQLite is loaded when it runs. */
export function addStatsCommand(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('stats')
    .description('what the store holds; changes nothing')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { readStats } = await import('../stats.ts');
      const progress = showProgress();
      try {
        const stats = readStats(paths().database, (step) => progress.tell(undefined, step));
        progress.end();
        console.log(json ? JSON.stringify(stats, null, 2) : table(stats));
      } catch (error) {
        progress.end();
        throw error;
      }
    });
  addHelp(command, {
    examples: [['holdfast stats'], ['holdfast stats --json | jq .messages']],
    exits: { failed: 'there is no store, or it could not be read' },
  });
}

function table(values: object): string {
  const rows = Object.entries(values).map(([name, value]) => [name, value ?? 'none'] as const);
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
