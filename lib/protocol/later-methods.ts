import { BRANCH_METHODS } from './branch-methods.ts';
import { DIGEST_METHODS } from './digest-methods.ts';
import { KEEPING_METHODS } from './keeping-methods.ts';
import { RECORDING_METHODS } from './recording-methods.ts';
import { SEARCH_METHODS } from './search-methods.ts';
import { SNAPSHOT_METHODS } from './snapshot-methods.ts';
import { USAGE_METHODS } from './usage-methods.ts';
import { WORK_METHODS } from './work-methods.ts';

/** What pages load when they first ask for any of it: a page that shows a conversation is not kept waiting for it. */
export const LATER_METHODS = {
  ...KEEPING_METHODS,
  ...SEARCH_METHODS,
  ...BRANCH_METHODS,
  ...SNAPSHOT_METHODS,
  ...RECORDING_METHODS,
  ...USAGE_METHODS,
  ...WORK_METHODS,
  ...DIGEST_METHODS,
} as const;
