import { join } from 'node:path';
import { HOST } from '../../scripts/repository.ts';

/** The path of a program of the host as it is shipped: built before the tests run, and started in half the time of its source. */
export function builtProgram(name: 'cli' | 'main' | 'maintenance' | 'reply-worker' | 'store-reader'): string {
  return join(HOST, `${name}.mjs`);
}
