import type { Message, Model } from '../protocol/shapes.ts';
import type { Credentials } from './provider.ts';
import { type ReplyRun, type ReplyRunOptions, startReplyRun } from './reply-run.ts';

/** A reply to be made: its row says `streaming`. */
export interface ReplyJob {
  readonly reply: Message;
  readonly credentials: Credentials;
  /** The model asked; null where the server does not list it, undefined where that is not known yet. */
  readonly knownModel: Model | null | undefined;
  readonly findModel: ReplyRunOptions['findModel'];
  /** Lets go of the reply. To be called when it is over, or when another process owns it. */
  readonly release: () => void;
}

/** A reply being made. One that another process makes is stopped through the store, and outlives this process. */
export type MadeReply = Pick<ReplyRun, 'done'> & Partial<ReplyRun>;

/** How replies are made: in this process, or in one of their own. */
export type MakeReply = (job: ReplyJob) => MadeReply;

/** Makes replies in this process, which owns each of them until it is over. */
export function makeRepliesHere(
  options: Pick<ReplyRunOptions, 'db' | 'provider' | 'announce' | 'now' | 'timers' | 'settled'>,
): MakeReply {
  return ({ reply, credentials, findModel, release }) => {
    const run = startReplyRun({ ...options, reply, credentials, findModel });
    void run.done.then(release);
    return run;
  };
}
