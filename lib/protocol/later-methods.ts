import { BRANCH_METHODS } from './branch-methods.ts';
import { KEEPING_METHODS } from './keeping-methods.ts';
import { SNAPSHOT_METHODS } from './snapshot-methods.ts';
import { USAGE_METHODS } from './usage-methods.ts';

/** What pages load when they first ask for any of it: a page that shows a conversation is not kept waiting for it. */
export const LATER_METHODS = { ...KEEPING_METHODS, ...SNAPSHOT_METHODS, ...USAGE_METHODS, ...BRANCH_METHODS } as const;
