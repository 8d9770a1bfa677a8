import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HOST } from '../../scripts/repository.ts';

/** Half an old installation: the built host in a folder where its native module is missing. Returns the program that browsers start. */
export function copyBrokenHost(folder: string): string {
  cpSync(HOST, folder, { recursive: true });
  rmSync(join(folder, 'node_modules'), { recursive: true });
  return join(folder, 'main.mjs');
}
