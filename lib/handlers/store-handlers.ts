import { analyticsHandlers } from './analytics.ts';
import { digestHandlers } from './digests.ts';
import { draftHandlers } from './drafts.ts';
import type { Handlers } from './handler.ts';
import { messageHandlers } from './messages.ts';
import { preferenceHandlers } from './preferences.ts';
import { recordingHandlers } from './recordings.ts';
import { type SessionAccess, sessionHandlers } from './sessions.ts';
import { snapshotHandlers } from './snapshots.ts';
import { workHandlers } from './work.ts';

/** Answers what needs the store and nothing else, in whichever engine. */
export function storeHandlers(access: SessionAccess) {
  return {
    ...sessionHandlers(access),
    ...messageHandlers(access),
    ...digestHandlers(access),
    ...draftHandlers(access),
    ...analyticsHandlers(access),
    ...preferenceHandlers(access),
    ...snapshotHandlers(access),
    ...recordingHandlers(access),
    ...workHandlers(access),
  } satisfies Partial<Handlers>;
}
