import { v5 as uuidFromName } from 'uuid';
import * as v from 'valibot';
import { reference } from '../protocol/fields.ts';

/** Made once, so that the same file gets the same ids whenever and wherever it is imported. */
const NAMESPACE = '5b7b0f2c-6d0e-4c1a-9a51-3d1f0c7b8e64';

/** An id as it is kept: the same where it can be one, else one that is always made of it. */
export function importedId(raw: string): string {
  const parsed = v.safeParse(reference, raw);
  return parsed.success ? parsed.output : derivedId('id', raw);
}

/** An id that follows from what it stands for: importing a file twice makes the same ones. */
export function derivedId(...parts: readonly string[]): string {
  return uuidFromName(JSON.stringify(parts), NAMESPACE);
}
