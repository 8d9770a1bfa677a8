import * as v from 'valibot';
import { rowCounts, storeCounts, TRANSFER_FORMATS } from './keeping-shapes.ts';
import { command, read } from './method.ts';
import { hostFailure } from './shapes.ts';

const nothing = v.object({});
const nullableNumber = v.nullable(v.number());

/** Why there is no host: never installed, not for this extension, the browser could not start it, it ended, or the way to it was cut. */
export const HOST_ABSENCES = [
  'not-installed',
  'forbidden',
  'not-started',
  'exited',
  'lost',
  'version-mismatch',
] as const;

const host = v.object({ isThere: v.boolean(), reason: v.nullable(v.picklist(HOST_ABSENCES)) });

/**
 * The store in the browser. `isKept`: everything in it moved into the host; it is only read, and removed after `removedAfter`.
 * `isSecondWhole`: the second copy has everything. `isPersistent`: the browser has promised not to clear it when the disk is full.
 */
const embedded = v.object({
  sessions: v.number(),
  messages: v.number(),
  bytes: v.number(),
  isKept: v.boolean(),
  movedAt: v.nullable(v.string()),
  removedAfter: v.nullable(v.string()),
  isFirstWhole: v.boolean(),
  isSecondWhole: v.boolean(),
  isPersistent: v.nullable(v.boolean()),
  quotaBytes: nullableNumber,
});

/** What the background answers itself about where the store is: in the host, or in the browser. */
export const PLACE_METHODS = {
  /** `embedded` null: there is no store in the browser. `host`: as it was last looked for; null: not yet. */
  'store/place': read(
    nothing,
    v.object({
      engine: v.picklist(['native', 'embedded']),
      host: v.nullable(host),
      embedded: v.nullable(embedded),
      /** When what stayed in the browser after moving was removed, since its time had come; absent: it was not. */
      keptRemovedAt: v.optional(v.string()),
    }),
  ),
  'store/look-for-host': command(nothing, host),
  /** Once, to the first page that asks. */
  'store/host-failure': command(nothing, v.object({ failure: v.nullable(hostFailure) })),
  /** By a person's word, when the host that had the store is gone. */
  'store/use-embedded': command(nothing, nothing),
  /** What moving would bring. `existing`: rows that the host has too; `differing`: sessions that are in both and not the same. */
  'store/move-preview': command(
    nothing,
    v.object({
      embedded: storeCounts,
      host: storeCounts,
      counts: rowCounts,
      existing: rowCounts,
      differing: v.array(v.object({ id: v.string(), title: v.string() })),
    }),
  ),
  /** Copies everything into the host, compares, and goes on there. */
  'store/move': command(nothing, v.object({ sessions: v.number(), messages: v.number(), removedAfter: v.string() })),
  /** Of the copy that stays in the browser after moving; as `data/export`. */
  'store/export-kept': command(
    v.object({ format: v.picklist(TRANSFER_FORMATS) }),
    v.object({ name: v.string(), folder: v.string(), bytes: v.number(), counts: rowCounts, sha256: v.string() }),
  ),
  'store/remove-kept': command(nothing, nothing),
} as const;
