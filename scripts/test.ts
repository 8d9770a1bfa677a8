import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser, ensureKeyboard } from './browser/install-browser.ts';
import { build } from './build.ts';
import { CHECKS, runChecks } from './check.ts';
import { OUTPUT } from './repository.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import { commitNumber, partsFor, processStartMs } from './turn.ts';

/** What one part of the tests came to. */
interface Tally {
  readonly passed: number;
  /** What failed, by name. */
  readonly failed: readonly string[];
  /** What this platform cannot have, by name. */
  readonly skipped: readonly string[];
}

const RESULTS = join(OUTPUT, 'test');

const HELP = `Usage: npm test [-- part [filter…]]
Parts: checks, unit, faults, e2e. Without one: these, on a slow machine a third or a quarter of the last two, other ones
for every commit. Filters choose files. Builds first what is not up to date.
And states: axe looks through every state of the panel in every width and scheme, and what is long is so in full.`;

/** `args`: filters, or options of the tool that runs the tests. */
type Part = (args: readonly string[]) => Promise<Tally>;

/** How many states the browser tests go through; all of them where nothing is said. */
type States = 'turn' | 'all' | 'long';

const PARTS: Readonly<Record<string, Part>> = {
  checks,
  unit,
  faults,
  e2e: (args) => e2e(args, chosen === undefined ? 'turn' : 'all'),
};
const LONG_PARTS: typeof PARTS = { states: () => e2e(['states.spec', 'long'], 'long') };
/** What takes turns on a slow machine. */
const TAKING_TURNS: readonly string[] = ['faults', 'e2e'];

async function buildAll(): Promise<Tally> {
  await build();
  return { passed: 1, failed: [], skipped: [] };
}

async function checks(): Promise<Tally> {
  const failed = await runChecks(CHECKS);
  return { passed: CHECKS.length - failed.length, failed, skipped: [] };
}

/** Unit, contract and integration tests. */
async function unit(args: readonly string[]): Promise<Tally> {
  return vitest('unit', ['--project=node', '--project=browser', ...args]);
}

/** Kills, power cuts, full disks, damaged files and hostile frames. */
async function faults(args: readonly string[]): Promise<Tally> {
  return vitest('faults', ['--project=faults', ...args]);
}

async function vitest(name: string, args: readonly string[]): Promise<Tally> {
  const file = join(RESULTS, `${name}.json`);
  const { executable } = await ensureBrowser();
  const run = await runTool(
    'vitest',
    ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    // Hundreds of hosts are started from their source: compiled once.
    { env: { HOLDFAST_BROWSER: executable, NODE_COMPILE_CACHE: join(RESULTS, 'compiled') } },
  );
  return tallyOf('vitest', run, () => {
    const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'));
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    // A file that could not even be loaded has no test to count.
    const brokenFiles = report.testResults.filter(
      (found) => found.status === 'failed' && found.assertionResults.length === 0,
    );
    return {
      passed: tests.filter(({ status }) => status === 'passed').length,
      failed: [
        ...tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
        ...brokenFiles.map(({ name }) => name),
      ],
      skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
    };
  });
}

/** Browser tests. */
async function e2e(args: readonly string[], states: States): Promise<Tally> {
  const file = join(RESULTS, 'playwright.json');
  const { executable } = await ensureBrowser();
  ensureKeyboard();
  const run = await runTool('playwright', ['test', ...args, '--reporter=list,json'], {
    env: { HOLDFAST_STATES: states, PLAYWRIGHT_JSON_OUTPUT_NAME: file, HOLDFAST_BROWSER: executable },
  });
  return tallyOf('playwright', run, () => {
    const report: PlaywrightReport = JSON.parse(readFileSync(file, 'utf8'));
    const specs = report.suites.flatMap(allSpecs);
    const titlesOf = (wanted: string) =>
      specs.filter(({ tests }) => tests.some(({ status }) => status === wanted)).map(({ title }) => title);
    return {
      passed: report.stats.expected + report.stats.flaky,
      failed: [...titlesOf('unexpected'), ...report.errors.map(({ message }) => message ?? 'A browser test')],
      skipped: titlesOf('skipped'),
    };
  });
}

/** Reads a part's report; a tool that failed without a failed test, or without a report, counts as one failure. */
function tallyOf(tool: string, run: ToolRun, read: () => Tally): Tally {
  let tally: Tally;
  try {
    tally = read();
  } catch {
    tally = { passed: 0, failed: [tool], skipped: [] };
  }
  if (!run.ok && tally.failed.length === 0) tally = { ...tally, failed: [tool] };
  if (tally.failed.length > 0) console.log(withShortLines(run.output.trimEnd()));
  return tally;
}

/** A test of large values prints them whole when it fails. */
function withShortLines(text: string): string {
  return text.replace(/^(.{500}).+$/gm, '$1…');
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly flaky: number };
  readonly errors: readonly { readonly message?: string }[];
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly PlaywrightSpec[];
}

interface PlaywrightSpec {
  readonly title: string;
  readonly tests: readonly { readonly status: string }[];
}

function allSpecs(suite: PlaywrightSuite): PlaywrightSpec[] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(allSpecs)];
}

/** Runs a part and tells what it came to; a part that could not run is one failure. */
async function part(name: string, run: () => Promise<Tally>): Promise<Tally> {
  const startedAt = performance.now();
  const tally = await run().catch((error: unknown): Tally => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: [name], skipped: [] };
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`== ${name}: ${counts(tally)} in ${seconds} s`);
  return tally;
}

function counts({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}

/** Without a part named: which share of what takes turns is run, as an option of both tools. */
function turnArgs(): string[] {
  const of = partsFor(processStartMs());
  if (of === 1) return [];
  const turn = (commitNumber() % of) + 1;
  const all = TAKING_TURNS.map((name) => `npm test -- ${name}`).join(', ');
  console.log(`This machine is slow: part ${turn} of ${of} of ${TAKING_TURNS.join(' and ')}. All of them: ${all}`);
  return [`--shard=${turn}/${of}`];
}

const [chosen, ...filters] = process.argv.slice(2);
const wanted = chosen === undefined ? PARTS : { [chosen]: PARTS[chosen] ?? LONG_PARTS[chosen] };
if (chosen !== undefined && !wanted[chosen]) {
  console.error(HELP);
  process.exit(chosen === '--help' ? 0 : 2);
}
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
const tallies = [await part('build', buildAll)];
if (tallies[0]?.failed.length === 0) {
  const turn = chosen === undefined ? turnArgs() : [];
  for (const [name, run] of Object.entries(wanted)) {
    const args = TAKING_TURNS.includes(name) ? [...filters, ...turn] : filters;
    if (run) tallies.push(await part(name, () => run(args)));
  }
}
const total: Tally = {
  passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
  failed: tallies.flatMap((tally) => tally.failed),
  skipped: tallies.flatMap((tally) => tally.skipped),
};
for (const name of total.skipped) console.log(`skipped on this platform: ${name}`);
for (const name of total.failed) console.log(withShortLines(`FAILED ${name}`));
console.log(counts(total));
process.exitCode = total.failed.length === 0 ? 0 : 1;
