import type { Answers } from '../browser/answer-instead.ts';

const DAY_MS = 24 * 3600 * 1000;
const momentIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** What a host tells of a store that is about to come. */
export function movePreview(): Answers {
  return {
    'store/move-preview': {
      result: {
        embedded: { sessions: 214, messages: 3180, newest: momentIn(0) },
        host: { sessions: 12, messages: 96, newest: momentIn(-40) },
        counts: { sessions: 214, messages: 3180, snapshots: 37, recordings: 2, drafts: 3 },
        existing: { sessions: 12, messages: 88 },
        differing: [
          { id: 'a', title: 'Checkpoints, page by page' },
          { id: 'b', title: 'Where to keep the tide table' },
        ],
      },
    },
  };
}

/** After a move: the copy that stays. */
export function keptCopy(): Answers {
  return {
    'store/place': {
      fields: {
        embedded: {
          ...{ sessions: 214, messages: 3180, bytes: 41_300_000, isKept: true },
          ...{ movedAt: momentIn(-3), removedAfter: momentIn(27), isFirstWhole: true, isSecondWhole: true },
          ...{ isPersistent: true, quotaBytes: null },
        },
      },
    },
  };
}

/** A store in the browser of which there is much. */
export const MUCH: Answers = { 'store/place': { fields: { embedded: { messages: 61_240, bytes: 148_000_000 } } } };

export const MOVED: Answers = {
  'store/move': { result: { sessions: 214, messages: 3180, removedAfter: momentIn(30) } },
};

export const MOVING: Answers = { 'store/move': { progress: { progress: 0.62, step: 'comparing' } } };

export const NOT_MOVED: Answers = { 'store/move': { error: { code: 'disk-full', message: '' } } };
