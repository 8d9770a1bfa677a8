import { join } from 'node:path';
import { HOST } from '../../../scripts/repository.ts';

/** Runs the built host in this process, after something of its surroundings was replaced. */
export function runBuiltHost(): Promise<unknown> {
  return import(join(HOST, 'main.mjs'));
}
