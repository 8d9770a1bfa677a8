import * as v from 'valibot';
import { branchFamily } from './branch-shapes.ts';
import * as field from './fields.ts';
import { read } from './method.ts';

/** Which sessions belong together. */
export const BRANCH_METHODS = {
  'sessions/branches': read(v.object({ id: field.reference }), branchFamily),
} as const;
