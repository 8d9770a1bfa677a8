import { build } from './build.ts';
import { runTool, type ToolRun } from './run-tool.ts';

export interface Check {
  readonly name: string;
  /** The word that runs it alone: `npm run check -- types`. */
  readonly part: 'types' | 'lint' | 'unused' | 'size';
  readonly run: () => Promise<ToolRun>;
}

const TYPED_FOLDERS = ['lib', 'lib/ui', 'entrypoints', 'native-host', 'tests'];

/** What holds for the whole repository without running the product. Size needs a build. */
export const CHECKS: readonly Check[] = [
  ...TYPED_FOLDERS.map(
    (folder): Check => ({
      name: `types of ${folder}`,
      part: 'types',
      run: () => runTool('tsc', ['-p', folder]),
    }),
  ),
  { name: 'lint and format', part: 'lint', run: () => runTool('biome', ['check', '--error-on-warnings', '.']) },
  { name: 'unused code', part: 'unused', run: () => runTool('knip', ['--no-progress']) },
  { name: 'bundle sizes', part: 'size', run: () => runTool('size-limit', ['--config', 'size-limit.config.ts']) },
];

/** Runs the checks one after the other, tells each result, returns the names of those that failed. */
export async function runChecks(checks: readonly Check[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of checks) {
    const { ok, output, durationMs } = await run();
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${durationMs} ms)`);
    if (ok) continue;
    console.log(output.trimEnd());
    failed.push(name);
  }
  return failed;
}

if (import.meta.main) {
  const parts = process.argv.slice(2);
  const unknown = parts.filter((part) => !CHECKS.some((check) => check.part === part));
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(', ')}. Checks: ${[...new Set(CHECKS.map(({ part }) => part))].join(', ')}`);
    process.exit(2);
  }
  const chosen = CHECKS.filter(({ part }) => parts.length === 0 || parts.includes(part));
  if (chosen.some(({ part }) => part === 'size')) await build();
  process.exitCode = (await runChecks(chosen)).length === 0 ? 0 : 1;
}
