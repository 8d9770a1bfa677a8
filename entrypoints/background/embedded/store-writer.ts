import type { Timers } from '../../../lib/clock.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import type { Digest, ImageHeader, Keep } from './keep.ts';
import { type LoggedChange, sizeOfChange } from './logged-change.ts';

/** A new image is due when the log is as long as this part of the last one: opening reads at most so much more. */
const LOG_PER_IMAGE = 0.25;
/** Below it, an image would be made every few messages. */
export const SHORT_LOG_BYTES = 512 * 1024;
/** After a request, the next ones come first. */
const IMAGE_AFTER_MS = 200;
/** What is lost is told as of so long before at the earliest. */
const COUNT_AFTER_MS = 5000;
/** A place that took no image is tried again after as long. */
const TRY_AGAIN_MS = 60_000;

export interface StoreWriterOptions {
  readonly database: EmbeddedDatabase;
  readonly storeId: string;
  readonly first: Keep;
  readonly second: Keep;
  readonly digest: Digest;
  readonly timers: Timers;
  /** Of the next image. */
  readonly generation: number;
  /** Undefined: none is kept yet. */
  readonly lastImage: ImageHeader | undefined;
  /** How long the log since is. */
  readonly logBytes: number;
  /** Whether the first place can be written; else the second alone has to do until it takes an image. */
  readonly isFirstUsable: boolean;
  /** Whether the second place has all that the database has. */
  readonly isSecondWhole: boolean;
  /** No image is made for a log that is shorter. */
  readonly shortLogBytes: number;
  readonly countRows: () => number;
  /** Hears of every image that is kept, and a while after changes how many rows there are now. */
  readonly onKept: (header: Pick<ImageHeader, 'storeId' | 'generation' | 'rows' | 'sha256'>) => Promise<void>;
  /** What was committed cannot be kept: the database in memory is worth nothing any more. */
  readonly onFailed: (error: AppError) => void;
}

/** Brings what is committed in memory to the disk. */
export interface StoreWriter {
  /** Takes a change that was just committed. */
  take(change: LoggedChange): void;
  /** Resolves when the disk has all that is committed now. Rejects with why it cannot: `disk-full`, `read-only`. */
  settled(): Promise<void>;
  /** Keeps all that is committed now as an image. Rejects as `settled`. */
  keepImage(): Promise<void>;
  /** Has an image kept in a moment, beside the changes: a place lacks something. */
  imageSoon(): void;
  /** Nothing is written any more. */
  stop(): void;
  /** Whether both places have, or are about to have, everything. */
  places(): { readonly isFirst: boolean; readonly isSecond: boolean };
}

interface Waiter {
  readonly number: number;
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
}

export function createStoreWriter(options: StoreWriterOptions): StoreWriter {
  const { database, storeId, first, second, digest, timers, shortLogBytes, countRows, onKept, onFailed } = options;
  let { generation, logBytes, isFirstUsable, isSecondWhole } = options;
  let pending: LoggedChange[] = [];
  let waiters: Waiter[] = [];
  let unmirrored: LoggedChange[] = [];
  let durable = database.number;
  /** Whether it gets every change. It does from the moment at which an image for it is made: those that come meanwhile follow on that. */
  let isMirrored = options.isSecondWhole;
  let isWriting = false;
  let isMirroring = false;
  let isImageWanted = false;
  let imaging: Promise<void> = Promise.resolve();
  let imageTimer: unknown;
  let countTimer: unknown;
  let lastImage: ImageHeader | undefined = options.lastImage;
  let failure: AppError | undefined;

  async function write(): Promise<void> {
    if (isWriting || failure) return;
    isWriting = true;
    try {
      while (pending.length > 0 || isImageWanted) {
        if (isImageWanted) await writeImage();
        else await writeLog();
        settle();
      }
    } catch (error) {
      fail(toFailure(error));
    } finally {
      isWriting = false;
    }
  }

  /** What was committed while the one before was written goes together. */
  async function writeLog(): Promise<void> {
    const changes = pending;
    pending = [];
    await (isFirstUsable ? first : second).append(changes);
    durable = changes.at(-1)?.number ?? durable;
    logBytes += changes.reduce((sum, change) => sum + sizeOfChange(change), 0);
    if (isFirstUsable) mirror(changes);
    if (logBytes > Math.max(shortLogBytes, (lastImage?.length ?? 0) * LOG_PER_IMAGE)) imageSoon();
    countTimer ??= timers.set(countAgain, COUNT_AFTER_MS);
  }

  async function writeImage(): Promise<void> {
    isImageWanted = false;
    await imaging;
    // In the same moment: the image has all of them.
    pending = [];
    const { number } = database;
    await putImage(true);
    durable = Math.max(durable, number);
  }

  function imageSoon(delayMs = IMAGE_AFTER_MS): void {
    imageTimer ??= timers.set(() => {
      imageTimer = undefined;
      if (failure) return;
      // Changes are written meanwhile. One that fails leaves the log longer.
      imaging = imaging.then(() => putImage(false)).catch(() => imageSoon(TRY_AGAIN_MS));
    }, delayMs);
  }

  /**
   * Rejects when no place took it; one that has to be kept, also when the first place did not: then the second must not be ahead
   * of it either.
   */
  async function putImage(isRequired: boolean): Promise<void> {
    const image = database.image();
    const { number } = database;
    const rows = countRows();
    const logBefore = logBytes;
    isMirrored = true;
    const header = {
      storeId,
      generation: generation++,
      length: image.length,
      sha256: await digest(image),
      number,
      rows,
    };
    const inFirst = await outcomeOf(first.putImage(header, image));
    if (inFirst && isRequired && isFirstUsable) throw inFirst;
    isFirstUsable ||= inFirst === undefined;
    if (!isRequired) await settledTo(number);
    const inSecond = await outcomeOf(second.putImage(header, image));
    isSecondWhole = isMirrored && (isSecondWhole || inSecond === undefined);
    isMirrored = isSecondWhole;
    if (inFirst && inSecond) throw inFirst;
    lastImage = header;
    if (!inFirst) logBytes -= logBefore;
    await onKept(header).catch(() => {});
    if (inFirst || inSecond) imageSoon(TRY_AGAIN_MS);
  }

  function countAgain(): void {
    countTimer = undefined;
    if (lastImage && !failure) onKept({ ...lastImage, rows: countRows() }).catch(() => {});
  }

  /** Beside the requests: the second place follows a moment later. */
  function mirror(changes: readonly LoggedChange[]): void {
    if (!isMirrored) return;
    unmirrored.push(...changes);
    if (!isMirroring) void mirrorAll();
  }

  async function mirrorAll(): Promise<void> {
    isMirroring = true;
    while (unmirrored.length > 0) {
      const changes = unmirrored;
      unmirrored = [];
      try {
        await second.append(changes);
      } catch {
        // With a hole in its log it is of use again only with a new image.
        isMirrored = false;
        isSecondWhole = false;
        unmirrored = [];
        imageSoon(TRY_AGAIN_MS);
      }
    }
    isMirroring = false;
  }

  function settle(): void {
    const isSettled = ({ number }: Waiter) => number <= durable;
    const settled = waiters.filter(isSettled);
    waiters = waiters.filter((waiter) => !isSettled(waiter));
    for (const { resolve } of settled) resolve();
  }

  function fail(error: AppError): void {
    failure = error;
    timers.clear(imageTimer);
    timers.clear(countTimer);
    const waiting = waiters;
    waiters = [];
    for (const { reject } of waiting) reject(error);
    onFailed(error);
  }

  function settledTo(number: number): Promise<void> {
    if (failure) return Promise.reject(failure);
    if (number <= durable) return Promise.resolve();
    return new Promise((resolve, reject) => waiters.push({ number, resolve, reject }));
  }

  return {
    take(change) {
      pending.push(change);
      void write();
    },
    settled: () => settledTo(database.number),
    keepImage() {
      isImageWanted = true;
      durable = Math.min(durable, database.number - 1);
      const kept = settledTo(database.number);
      void write();
      return kept;
    },
    imageSoon: () => imageSoon(),
    stop() {
      failure ??= new AppError('busy', 'The store is being opened anew.');
      timers.clear(imageTimer);
      timers.clear(countTimer);
      timers.clear(countTimer);
    },
    places: () => ({ isFirst: isFirstUsable, isSecond: isSecondWhole }),
  };
}

async function outcomeOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error('unknown');
  }
}

/** What the browser says of a place that takes nothing, as what it means. */
function toFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'QuotaExceededError') {
    return new AppError(
      'disk-full',
      'The browser gives Holdfast no more room on the disk: nothing was saved. Free some space; Holdfast goes on by itself.',
      { cause: error },
    );
  }
  return new AppError(
    'read-only',
    'The browser could not write to its database: nothing was saved. Holdfast tries again; restart the browser if this stays.',
    { cause: error },
  );
}
