import { initial } from './0001-initial.ts';
import { addBranches } from './0002-add-branches.ts';
import { addAnalytics } from './0003-add-analytics.ts';
import { normalizeOlderRows } from './0004-normalize-older-rows.ts';
import { addMessageState } from './0005-add-message-state.ts';
import { addTrashAndSource } from './0006-add-trash-and-source.ts';
import { addBookkeeping } from './0007-add-bookkeeping.ts';
import { addPreferences } from './0008-add-preferences.ts';
import { addSnapshotSession } from './0009-add-snapshot-session.ts';
import { indexInterruptedReplies } from './0010-index-interrupted-replies.ts';
import { addSweeps } from './0011-add-sweeps.ts';
import { indexMessageTimes } from './0012-index-message-times.ts';
import { addRecordingEvents } from './0013-add-recording-events.ts';
import { addFileChanges } from './0014-add-file-changes.ts';
import { addProofs } from './0015-add-proofs.ts';
import { addOriginals } from './0016-add-originals.ts';
import { indexParentSessions } from './0017-index-parent-sessions.ts';
import { indexUsage } from './0018-index-usage.ts';
import type { Migration } from './migration.ts';

/** Every step, in order; the version of step n is n. */
export const migrations: readonly Migration[] = [
  initial,
  addBranches,
  addAnalytics,
  normalizeOlderRows,
  addMessageState,
  addTrashAndSource,
  addBookkeeping,
  addPreferences,
  addSnapshotSession,
  indexInterruptedReplies,
  addSweeps,
  indexMessageTimes,
  addRecordingEvents,
  addFileChanges,
  addProofs,
  addOriginals,
  indexParentSessions,
  indexUsage,
];
