import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { formatBytes } from '../../lib/format-size.ts';
import type { ExpiredRows, Sweep } from '../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import type { DataPaths } from '../paths.ts';

interface SweepChoice {
  readonly dryRun?: boolean;
  readonly confirmClock?: boolean;
  readonly json?: boolean;
}

/** Adds `holdfast sweep`. What needs SQLite is loaded when it runs. */
export function addSweepCommand(program: Command, paths: () => DataPaths): void {
  program
    .command('sweep')
    .description('remove what the rules of retention say, as a host does every day')
    .option('--dry-run', 'only tell what would be removed')
    .option('--confirm-clock', 'the clock is right, although it looks wrong')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ holdfast sweep --dry-run
  $ holdfast sweep

Exit codes: 0 done, 1 refused or failed.`,
    )
    .action(async ({ dryRun, confirmClock = false, json }: SweepChoice) => {
      if (dryRun) {
        const preview = await previewAt(paths().database);
        console.log(json ? JSON.stringify(preview, null, 2) : previewInWords(preview).join('\n'));
        return;
      }
      const { runJobHere } = await import('./run-job-here.ts');
      const { sweep } = await runJobHere('sweep', { reason: 'by hand', confirmClock }, paths());
      console.log(json ? JSON.stringify(sweep, null, 2) : sweepInWords(sweep));
      if (sweep.outcome !== 'done') process.exitCode = 1;
    });
}

async function previewAt(database: string): Promise<Result<'retention/preview'>> {
  if (!existsSync(database)) throw new Error(`There is no store at ${database} yet. Open the panel once to make one.`);
  const [{ openReadOnly }, { previewSweep }] = await Promise.all([
    import('../database.ts'),
    import('../../lib/store/retention.ts'),
  ]);
  const db = openReadOnly(database);
  try {
    return previewSweep(db, formatTimestamp(Date.now()));
  } finally {
    db.close();
  }
}

function previewInWords({ snapshots, analytics, trash, nextSweepAt, refusal }: Result<'retention/preview'>): string[] {
  const line = (what: string, { count, bytes, oldest }: ExpiredRows) =>
    `${what.padEnd(22)}${String(count).padStart(9)}${count === 0 ? '' : `  ${formatBytes(bytes)}, oldest ${oldest ?? 'begun before'}`}`;
  return [
    line('snapshots', snapshots),
    line('statistics', analytics),
    line('sessions in the trash', trash),
    `next by itself         ${nextSweepAt <= formatTimestamp(Date.now()) ? 'now' : nextSweepAt}`,
    ...(refusal === null ? [] : [`refused                ${refusal} Here: --confirm-clock`]),
  ];
}

function sweepInWords(sweep: Sweep): string {
  const { snapshotsDeleted, analyticsDeleted, sessionsPurged, bytesFreed, outcome, detail } = sweep;
  const removed = `removed: ${snapshotsDeleted} snapshots, ${analyticsDeleted} statistics, ${sessionsPurged} sessions; ${formatBytes(bytesFreed)} given back`;
  return outcome === 'done' ? removed : `${outcome}: ${detail ?? ''}\n${removed}`;
}
