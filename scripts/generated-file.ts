import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from './repository.ts';

/** Writes a generated file; with `--check`, only compares and fails when it is not current. */
export function writeOrCheck(path: string, text: string, args: readonly string[]): void {
  const name = relative(ROOT, path);
  if (!args.includes('--check')) {
    writeFileSync(path, text);
    console.log(`written: ${name}`);
  } else if (readIfThere(path) === text) {
    console.log(`current: ${name}`);
  } else {
    console.error(`not current: ${name}. Run the same command without --check.`);
    process.exitCode = 1;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
