import type { ByteSource } from './byte-source.ts';
import type { ImportSource } from './import-source.ts';
import { openCodeForm } from './opencode/form.ts';
import { openOpenCode } from './read-opencode.ts';
import { openSessionJson } from './read-session-json.ts';
import { notOurs } from './sessions-scanner.ts';
import { textOf } from './text-of.ts';

/** How many bytes of its beginning tell what a file is. */
export const START_BYTES = 4096;

const STORE_START = 'SQLite format 3\0';

/** How files are opened that are not read from their beginning to their end. */
interface Openers {
  readonly bundle: () => Promise<ImportSource>;
  readonly store: () => ImportSource;
}

/** Opens a file by what it begins with, whatever it is called. `start`: its first {@link START_BYTES}. Errors: `invalid`. */
export async function openSource(
  start: Uint8Array,
  file: ByteSource,
  { bundle, store }: Openers,
): Promise<ImportSource> {
  const text = textOf([start]);
  if (text.startsWith('PK')) return bundle();
  if (text.startsWith(STORE_START)) return store();
  const form = openCodeForm(text);
  if (form) return openOpenCode(file, form);
  if (/^\uFEFF?\s*\{/.test(text)) return openSessionJson(file);
  throw notOurs();
}
