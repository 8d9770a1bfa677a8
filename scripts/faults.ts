import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { type FaultFigures, FIGURES } from '../tests/support/fault-figures.ts';
import { RECOVERY_FIGURES, type RecoveryFigures } from '../tests/support/recovery-figures.ts';
import { ensureBrowser } from './browser/install-browser.ts';
import { build } from './build.ts';
import { writeOrCheck } from './generated-file.ts';
import { withRecoveryFigures } from './recovery-figures.ts';
import { ROOT } from './repository.ts';
import { runTool } from './run-tool.ts';

const HELP = `Usage: npm run test:faults [-- filter…] [-t 'name of a test']
Tries every fault as often as a release wants it, for an hour or so, and writes the figures to docs/reliability.md. With
filters, only these tests; the other rows stay. What becomes of a panel goes to docs/recovery.md. HOLDFAST_FAULT_ROUNDS=n: at most n rounds of each, nothing is written.
HOLDFAST_FAULT_SECONDS=1800: 2 and 8 hosts write for half an hour together, instead of four minutes.`;

const DOCUMENT = join(ROOT, 'docs/reliability.md');
const RECOVERY_DOCUMENT = join(ROOT, 'docs/recovery.md');

/** What is shorter in every `npm test`, too: the contract in a browser, any store that moves or leaves in a file. */
const LONG_ELSEWHERE = [
  'tests/contract/embedded-store',
  'tests/entrypoints/background/moving',
  'tests/lib/transfer/both-programs',
];

/** A test may take hours; one that hangs is seen by whoever waits. */
const TEST_TIMEOUT_MS = 12 * 3600 * 1000;

const HEAD = `# Reliability

Each fault was done to the real host, store or browser as often as the row says; afterwards every change that had been
acknowledged was looked for. Lost: an acknowledged change that was not there. Duplicated: one that was there twice. After
each round SQLite's own check, the sums and the content hashes must hold as well, or the run fails and writes nothing.

Written by \`npm run test:faults\`; not edited by hand. A failure prints its seed and the command that shows it again.

| fault | rounds | acknowledged | lost | duplicated | note | date | version |
|---|---|---|---|---|---|---|---|
`;

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('-'));
const [filters, options] = firstOption < 0 ? [args, []] : [args.slice(0, firstOption), args.slice(firstOption)];
if (options.includes('--help')) {
  console.log(HELP);
} else {
  rmSync(FIGURES, { recursive: true, force: true });
  await build();
  const { executable } = await ensureBrowser();
  const tests =
    filters.length > 0 ? filters.map((filter) => `tests/faults/${filter}`) : ['tests/faults', ...LONG_ELSEWHERE];
  const { ok } = await runTool(
    'vitest',
    ['run', ...tests, ...options, `--testTimeout=${TEST_TIMEOUT_MS}`, `--hookTimeout=${TEST_TIMEOUT_MS}`],
    {
      live: true,
      env: { HOLDFAST_FAULTS: 'long', HOLDFAST_BROWSER: executable },
    },
  );
  const rows = readFigures();
  for (const row of rows) console.log(row);
  if (!ok) process.exitCode = 1;
  else if (process.env['HOLDFAST_FAULT_ROUNDS'] !== undefined) console.log('A short run: nothing is written.');
  else {
    if (rows.length > 0) writeOrCheck(DOCUMENT, `${HEAD}${joinRows(rows).join('\n')}\n`, []);
    writeRecovery();
  }
}

function readFigures(): string[] {
  return readAll<FaultFigures>(FIGURES).map(rowOf);
}

/** Into its page, if recovery was tried this time. */
function writeRecovery(): void {
  const figures = readAll<RecoveryFigures>(RECOVERY_FIGURES);
  if (figures.length === 0) return;
  const measured = `Version ${packageJson.version}, ${today()}.`;
  writeOrCheck(RECOVERY_DOCUMENT, withRecoveryFigures(textIfThere(RECOVERY_DOCUMENT), figures, measured), []);
}

function readAll<Figures>(folder: string): Figures[] {
  const files = listIfThere(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function rowOf({ fault, rounds, acknowledged, lost, duplicated, note = '' }: FaultFigures): string {
  const numbers = [rounds, acknowledged, lost, duplicated].map(
    (number) => number?.toLocaleString('en-US') ?? 'not looked for',
  );
  return `| ${[fault, ...numbers, note, today(), packageJson.version].join(' | ')} |`;
}

/** The new rows, and those of faults that were not tried this time. */
function joinRows(rows: readonly string[]): string[] {
  const nameOf = (row: string) => row.split(' | ')[0];
  const renewed = new Set(rows.map(nameOf));
  const kept = args.length === 0 ? [] : oldRows().filter((row) => !renewed.has(nameOf(row)));
  return [...kept, ...rows].toSorted();
}

function oldRows(): string[] {
  return textIfThere(DOCUMENT).slice(HEAD.length).split('\n').filter(Boolean);
}

function textIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function listIfThere(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
