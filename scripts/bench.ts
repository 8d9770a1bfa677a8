import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chromium } from '@playwright/test';
import { append } from '../tests/bench/append.ts';
import type { Benchmark, Figures, Surroundings } from '../tests/bench/benchmark.ts';
import { durableAppend } from '../tests/bench/durable-append.ts';
import { embedded } from '../tests/bench/embedded.ts';
import { firstPage } from '../tests/bench/first-page.ts';
import { hello } from '../tests/bench/hello.ts';
import { hostileTexts } from '../tests/bench/hostile-texts.ts';
import { describeMachine } from '../tests/bench/machine.ts';
import { memory } from '../tests/bench/memory.ts';
import { panel } from '../tests/bench/panel.ts';
import { playerSeek } from '../tests/bench/player-seek.ts';
import { reportText, tableText } from '../tests/bench/report.ts';
import { search } from '../tests/bench/search.ts';
import { streaming } from '../tests/bench/streaming.ts';
import { timeline } from '../tests/bench/timeline.ts';
import { upkeep } from '../tests/bench/upkeep.ts';
import { usage } from '../tests/bench/usage.ts';
import { ensureBrowser } from './browser/install-browser.ts';
import { build } from './build.ts';
import { EXTENSION, HOST, OUTPUT, ROOT } from './repository.ts';

const BENCHMARKS: readonly Benchmark[] = [
  durableAppend,
  append,
  hello,
  firstPage,
  search,
  streaming,
  memory,
  timeline,
  upkeep,
  usage,
  playerSeek,
  hostileTexts,
  embedded,
  panel,
];
const RESULTS = join(OUTPUT, 'bench');
const DOCUMENT = join(ROOT, 'docs', 'benchmarks.md');

const HELP = `Usage: npm run bench [-- name…] [--quick]
Names: ${BENCHMARKS.map(({ name }) => name).join(', ')}. Without one: all of them.
Writes .output/bench/<name>.json and, from those of all, docs/benchmarks.md. --quick only shows that it works: it writes nothing.`;

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== '--quick');
  const isQuick = args.includes('--quick');
  if (names.some((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name))) {
    console.error(HELP);
    process.exit(names.includes('--help') ? 0 : 2);
  }
  await build();
  const product = takeBuild();
  for (const benchmark of BENCHMARKS) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue;
    const figures = await runOne(benchmark, { ...product, effort: isQuick ? 'quick' : 'full' });
    console.log([`\n== ${benchmark.name}`, ...tableText(figures.rows)].join('\n'));
    for (const part of figures.parts) console.log(`${part.what}: ${part.value.toFixed(3)} ${part.unit}`);
    if (!isQuick) writeFileSync(resultFile(benchmark), `${JSON.stringify(figures, null, 2)}\n`);
  }
  if (!isQuick) await writeDocument();
}

/** A copy, so that all figures of a run are of one build, whatever is built meanwhile. Inside, where packages are found. */
function takeBuild() {
  const folder = join(RESULTS, 'product');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(HOST, join(folder, 'host'), { recursive: true });
  cpSync(EXTENSION, join(folder, 'extension'), { recursive: true });
  return { hostProgram: join(folder, 'host', 'main.mjs'), extension: join(folder, 'extension') };
}

async function runOne(
  benchmark: Benchmark,
  given: Pick<Surroundings, 'hostProgram' | 'extension' | 'effort'>,
): Promise<Figures> {
  const folder = mkdtempSync(join(RESULTS, 'run-'));
  const browser = async () => (await ensureBrowser()).executable;
  try {
    return await benchmark.run({ ...given, browser, kept: RESULTS, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function writeDocument(): Promise<void> {
  const missing = BENCHMARKS.filter((benchmark) => !existsSync(resultFile(benchmark)));
  if (missing.length > 0) {
    console.log(
      `\nnot written: docs/benchmarks.md; figures are missing of ${missing.map(({ name }) => name).join(', ')}`,
    );
    return;
  }
  const results = BENCHMARKS.map((benchmark) => ({
    benchmark,
    figures: JSON.parse(readFileSync(resultFile(benchmark), 'utf8')) as Figures,
  }));
  const machine = describeMachine(await browserVersion());
  writeFileSync(DOCUMENT, reportText({ machine, results }));
  console.log(`\nwritten: ${relative(ROOT, DOCUMENT)}`);
}

function resultFile({ name }: Benchmark): string {
  return join(RESULTS, `${name}.json`);
}

async function browserVersion(): Promise<string> {
  const browser = await chromium.launch({ executablePath: (await ensureBrowser()).executable });
  const version = browser.version();
  await browser.close();
  return `Chromium ${version}`;
}

await main(process.argv.slice(2));
