import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OUTPUT } from '../repository.ts';

/** What is built, and has packages in it. */
export type BuiltPart = 'extension' | 'host';

/** What a bundler tells of a file that it wrote. */
interface BuiltFile {
  readonly type: string;
  readonly moduleIds?: readonly string[];
}

/** Notes for the notices which npm packages a bundler has put into its files. */
export function notePackages(part: BuiltPart, files: readonly BuiltFile[]): void {
  const ids = files.flatMap(({ moduleIds = [] }) => moduleIds);
  const names = [...new Set(ids.flatMap((id) => packageOf(id) ?? []))].toSorted();
  mkdirSync(dirname(listOf(part)), { recursive: true });
  writeFileSync(listOf(part), `${JSON.stringify(names, null, 2)}\n`);
}

/** The packages in what was built last, by their folders in `node_modules`, sorted. Errors: where nothing was built. */
export function bundledPackages(part: BuiltPart): string[] {
  return JSON.parse(readFileSync(listOf(part), 'utf8'));
}

/** The folder of a module's package in `node_modules`; undefined where the module is our own. */
export function packageOf(moduleId: string): string | undefined {
  // What the bundler adds itself is code of its own, and has no file.
  if (moduleId.includes('\0rolldown/')) return 'rolldown';
  const path = moduleId.replaceAll('\\', '/');
  return /^.*?\/node_modules\/((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/?]+)/.exec(path)?.[1];
}

function listOf(part: BuiltPart): string {
  return join(OUTPUT, 'packages', `${part}.json`);
}
