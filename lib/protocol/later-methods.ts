import { KEEPING_METHODS } from './keeping-methods.ts';

/** What pages load when they first ask for any of it: a page that shows a conversation is not kept waiting for it. */
export const LATER_METHODS = { ...KEEPING_METHODS } as const;
