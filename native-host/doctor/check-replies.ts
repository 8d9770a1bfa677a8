import { replyCheck } from '../../lib/store/checks/replies.ts';
import { claimReply, isReplyOwned } from '../reply-locks.ts';
import type { Workplace } from '../workplace.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** A reply that is being made has a process that makes it. */
export const replies: DoctorCheck = {
  name: 'replies',
  step: 'looking at replies',
  examine: (db, place) => ofPlace(place).examine(db),
  repair: (db, place) => ofPlace(place).repair(db),
};

function ofPlace({ paths: { locks }, now }: Workplace) {
  return replyCheck({ isOwned: (id) => isReplyOwned(locks, id), claim: (id) => claimReply(locks, id), now });
}
