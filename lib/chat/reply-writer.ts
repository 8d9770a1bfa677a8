import type { Now, Timers } from '../clock.ts';
import { AppError } from '../protocol/errors.ts';
import { MAX_CONTENT_BYTES } from '../protocol/limits.ts';
import type { Announce } from '../protocol/notifications.ts';
import type { Message } from '../protocol/shapes.ts';
import { type MessageChanges, updateMessage } from '../store/messages.ts';
import { write } from '../store/migrate.ts';
import { appendReplyText, appendStoppedText, replaceReplyText } from '../store/replies.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import type { ReplyPiece } from './provider.ts';

/** Text reaches the store at most this long after it arrived: the promise is 250 ms, the rest is for the write itself. */
const FLUSH_AFTER_MS = 200;

/** While the store refuses (disk full, locked), text is kept and tried again this often. */
const RETRY_AFTER_MS = 1000;

/** Panels are told at most this often: faster than a screen shows helps nobody. */
const TELL_AFTER_MS = 30;

export interface ReplyWriterOptions {
  /** Throws while the store cannot be used; then text is kept and tried again. */
  readonly db: () => SqlDatabase;
  readonly reply: Message;
  readonly announce: Announce;
  readonly now: Now;
  readonly timers: Timers;
  readonly toTimestamp: (ms: number) => string;
  /** Called once when the reply can take no more: it was stopped elsewhere, deleted, or is full. */
  readonly onRefused: (reason: AppError) => void;
  /** For a reply that is stopped by its row alone: what had arrived by then, and what it used, still belongs to it. */
  readonly endsStopped?: boolean;
  /**
   * Resolves when the disk has what is committed, for a store whose commits can still be undone by a disk that takes nothing:
   * then it is another database, of before, and the text is written to it as a whole. Absent: a commit is on the disk.
   */
  readonly settled?: () => Promise<void>;
}

/** Takes a reply's text as it arrives, into the store and to the panels. */
export interface ReplyWriter {
  add(piece: ReplyPiece): void;
  /** The text this writer added. */
  readonly addedText: string;
  readonly reasoning: string;
  /**
   * Writes what is left together with how the reply ended, and with what `alongside` writes, in one transaction. The
   * reply as it is then, `interrupted` where it was stopped; undefined when it is no longer this writer's. Throws what the store throws: nothing is lost then,
   * and it may be called again.
   */
  finish(changes: MessageChanges, alongside: (reply: Message) => void): Message | undefined;
  /** Stops its timers. */
  dispose(): void;
}

/** A writer for one streaming reply. */
export function createReplyWriter(options: ReplyWriterOptions): ReplyWriter {
  const { db, reply, announce, now, timers, toTimestamp, onRefused, endsStopped = false, settled } = options;
  /** The database that has what is flushed. */
  let flushedTo: SqlDatabase | undefined;
  // Apart from each other: a slice of a text that has just grown copies all of it.
  let flushed = '';
  let unflushed = '';
  let untold = '';
  let reasoning = reply.reasoning ?? '';
  let bytesLeft = MAX_CONTENT_BYTES - byteLength(reply.content) - byteLength(reasoning);
  let reasoningChanged = false;
  let flushTimer: unknown;
  let tellTimer: unknown;
  let refused = false;

  function add(piece: ReplyPiece): void {
    if (refused) return;
    bytesLeft -= byteLength(piece.text);
    if (bytesLeft < 0) {
      return refuse(new AppError('too-large', 'The reply is longer than a message can be; it was cut here.'));
    }
    if (piece.kind === 'reasoning') {
      reasoning += piece.text;
      reasoningChanged = true;
    } else {
      unflushed += piece.text;
      untold += piece.text;
      tellTimer ??= timers.set(tell, TELL_AFTER_MS);
    }
    flushTimer ??= timers.set(flush, FLUSH_AFTER_MS);
  }

  function tell(): void {
    timers.clear(tellTimer);
    tellTimer = undefined;
    const told = flushed.length + unflushed.length - untold.length;
    announce('chat/delta', { replyId: reply.id, offset: reply.content.length + told, text: untold });
    untold = '';
  }

  function flush(): void {
    flushTimer = undefined;
    try {
      const streams = write(db(), () => writePending());
      if (!streams) return refuse(new AppError('cancelled', 'The reply was stopped.'));
      markFlushed();
      settled?.().catch(flushAgain);
    } catch (error) {
      if (error instanceof AppError && error.code === 'store-newer-than-host') return refuse(error);
      flushAgain();
    }
  }

  function flushAgain(): void {
    if (!refused) flushTimer ??= timers.set(flush, RETRY_AFTER_MS);
  }

  /** False when the reply no longer streams; then nothing was written. */
  function writePending(): boolean {
    const store = db();
    const isSame = flushedTo === undefined || flushedTo === store;
    if (!isSame) reasoningChanged ||= reasoning !== (reply.reasoning ?? '');
    const isWritten = isSame
      ? appendReplyText(store, reply.id, unflushed)
      : replaceReplyText(store, reply.id, reply.content + flushed + unflushed);
    if (isWritten) writeReasoning();
    return isWritten;
  }

  /** False when the reply was not stopped, or is another one by now. */
  function writePendingOfStopped(): boolean {
    if (!endsStopped || !appendStoppedText(db(), reply.id, reply.content + flushed, unflushed)) return false;
    writeReasoning();
    return true;
  }

  function writeReasoning(): void {
    if (reasoningChanged) updateMessage(db(), reply.id, { provider: { reasoning } }, toTimestamp(now()));
  }

  function markFlushed(): void {
    flushedTo = db();
    flushed += unflushed;
    unflushed = '';
    reasoningChanged = false;
  }

  function refuse(reason: AppError): void {
    refused = true;
    onRefused(reason);
  }

  return {
    add,
    get addedText() {
      return flushed + unflushed;
    },
    get reasoning() {
      return reasoning;
    },
    finish(changes, alongside) {
      const end = (its: MessageChanges) => {
        const updated = updateMessage(db(), reply.id, its, toTimestamp(now()));
        alongside(updated);
        return updated;
      };
      const finished = write(db(), () => {
        if (writePending()) return end(changes);
        return writePendingOfStopped() ? end({ ...changes, status: 'interrupted', error: null }) : undefined;
      });
      if (finished) {
        markFlushed();
        if (untold !== '') tell();
      }
      return finished;
    },
    dispose() {
      refused = true;
      timers.clear(flushTimer);
      timers.clear(tellTimer);
    },
  };
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}
