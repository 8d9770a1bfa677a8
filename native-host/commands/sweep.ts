import type { Command } from 'commander';
import { formatBytes } from '../../lib/format-size.ts';
import type { ExpiredRows, Sweep } from '../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { EXIT } from '../exit-codes.ts';
import type { DataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';
import { showProgress } from './progress.ts';

interface SweepChoice {
  readonly dryRun?: boolean;
  readonly confirmClock?: boolean;
  readonly json?: boolean;
}

/** Adds `holdfast sweep`. What needs SQLite is loaded when it runs. */
export function addSweepCommand(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('sweep')
    .description('remove what the rules of retention say, as a host does every day')
    .option('--dry-run', 'only tell what would be removed')
    .option('--confirm-clock', 'the clock is right, although it looks wrong')
    .option('--json', 'as JSON')
    .action(async ({ dryRun, confirmClock = false, json }: SweepChoice) => {
      if (dryRun) {
        const preview = await previewAt(paths().database);
        console.log(json ? JSON.stringify(preview, null, 2) : previewInWords(preview).join('\n'));
        return;
      }
      const [{ requireCurrentStore }, { runJobHere }] = await Promise.all([
        import('./require-store.ts'),
        import('./run-job-here.ts'),
      ]);
      requireCurrentStore(paths().database);
      const { sweep } = await runJobHere('sweep', { reason: 'by hand', confirmClock }, paths());
      console.log(json ? JSON.stringify(sweep, null, 2) : sweepInWords(sweep));
      if (sweep.outcome === 'done') return;
      console.error(`holdfast: The clean-up was ${sweep.outcome}: ${sweep.detail ?? 'nothing says why'}`);
      process.exitCode = EXIT.failed;
    });
  addHelp(command, {
    examples: [['holdfast sweep --dry-run', 'what would go'], ['holdfast sweep']],
    exits: { failed: 'refused, since the clock looks wrong, or failed' },
    isCancellable: true,
  });
}

async function previewAt(database: string): Promise<Result<'retention/preview'>> {
  const [{ requireCurrentStore }, { openReadOnly }, { previewSweep }] = await Promise.all([
    import('./require-store.ts'),
    import('../database.ts'),
    import('../../lib/store/retention.ts'),
  ]);
  requireCurrentStore(database);
  const progress = showProgress();
  progress.tell(undefined, 'counting');
  const db = openReadOnly(database);
  try {
    return previewSweep(db, formatTimestamp(Date.now()));
  } finally {
    db.close();
    progress.end();
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
  const { snapshotsDeleted, analyticsDeleted, sessionsPurged, bytesFreed } = sweep;
  return `removed: ${snapshotsDeleted} snapshots, ${analyticsDeleted} statistics, ${sessionsPurged} sessions; ${formatBytes(bytesFreed)} given back`;
}
