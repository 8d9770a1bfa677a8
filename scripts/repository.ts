import { dirname, join } from 'node:path';

/** Absolute places of this checkout that the scripts share. */
export const ROOT = dirname(import.meta.dirname);
export const OUTPUT = join(ROOT, '.output');
export const EXTENSION = join(OUTPUT, 'chrome-mv3');
export const HOST = join(OUTPUT, 'host');
