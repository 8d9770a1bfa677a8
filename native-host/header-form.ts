import { closeSync, openSync, readSync } from 'node:fs';

/** Where SQLite's header says which versions may write and read a file: 1, or 2 with a write-ahead log. */
const FORMS_AT = 18;
const LATEST_FORM = 2;

/**
 * Whether a database says that only a later SQLite may write or read it, as none does yet: a byte of its header is not what it
 * was. SQLite takes such a file for one that cannot be written. False for a file that cannot be looked at.
 */
export function hasUnknownForm(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const forms = Buffer.alloc(2);
      readSync(descriptor, forms, 0, 2, FORMS_AT);
      return forms.some((form) => form > LATEST_FORM);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}
