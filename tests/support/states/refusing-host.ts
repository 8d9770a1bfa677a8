import { join } from 'node:path';
import { AppError } from '../../../lib/protocol/errors.ts';
import { type ErrorObject, toErrorObject } from '../../../lib/rpc/rpc-error.ts';
import type { Profile } from '../browser/profile.ts';

const PROGRAM = join(import.meta.dirname, '../programs/host-that-refuses.ts');

/** What a host says of a mistake of its own. */
export const FAILURE = toErrorObject(
  new AppError('internal', "Reading failed in a way it should not. The host's log has it under 019a7c21."),
);

/** Registers a host that answers some methods with an error. */
export function registerRefusing(profile: Profile, methods: readonly string[], refusal: ErrorObject): void {
  const environment = { REFUSED: methods.join(','), REFUSAL: JSON.stringify(refusal) };
  profile.registerHost({ program: PROGRAM, environment });
}
