import * as v from 'valibot';
import * as field from './fields.ts';
import { backupName, base64, days } from './keeping-fields.ts';
import * as shape from './keeping-shapes.ts';
import { change, command, read } from './method.ts';

const nothing = v.object({});
/** A moment to take for the present: only a host that was started for tests takes it. */
const now = v.optional(field.timestamp);
const oneBackup = v.object({ name: backupName });

/** What keeps a store in order for years: retention, backups, the doctor, the way out and the way in. */
export const KEEPING_METHODS = {
  'retention/policy': read(nothing, v.object({ policy: shape.retentionPolicy })),
  'retention/set-policy': change(
    v.object({ snapshotDays: days, analyticsDays: days, trashDays: days }),
    v.object({ policy: shape.retentionPolicy }),
  ),
  'retention/preview': read(
    v.object({ now }),
    v.object({
      snapshots: shape.expiredRows,
      analytics: shape.expiredRows,
      trash: shape.expiredRows,
      nextSweepAt: v.string(),
      refusal: v.nullable(v.string()),
      snapshotsInAll: v.object({ count: v.number(), bytes: v.number() }),
    }),
  ),
  'retention/sweep': command(
    v.object({ now, reason: field.name, confirmClock: v.optional(v.boolean(), false) }),
    v.object({ sweep: shape.sweep }),
  ),
  'retention/log': read(
    v.object({ limit: field.listLimit, cursor: v.optional(field.cursor) }),
    v.object({ sweeps: v.array(shape.sweep), nextCursor: v.nullable(v.string()) }),
  ),

  'backups/list': read(
    nothing,
    v.object({
      backups: v.array(shape.backup),
      folder: v.string(),
      freeBytes: v.nullable(v.number()),
      heldUntil: v.nullable(v.string()),
      keptByHand: v.number(),
    }),
  ),
  'backups/create': command(nothing, v.object({ backup: shape.backup })),
  'backups/verify': command(oneBackup, v.object({ backup: shape.backup })),
  'backups/compare': read(
    oneBackup,
    v.object({
      store: shape.storeCounts,
      backup: shape.storeCounts,
      sessions: shape.difference,
      messages: shape.difference,
    }),
  ),
  'backups/restore': command(
    oneBackup,
    v.object({ safetyBackup: v.string(), sessions: shape.difference, messages: shape.difference }),
  ),

  'uploads/put': command(
    v.object({ id: field.newId, offset: field.count, base64: base64 }),
    v.object({ bytes: v.number() }),
  ),
  'imports/analyze': command(
    v.object({ uploadId: field.newId }),
    v.object({
      format: v.picklist(shape.IMPORT_FORMATS),
      counts: shape.rowCounts,
      existing: shape.rowCounts,
      problems: v.array(shape.importProblem),
    }),
  ),
  'data/import': command(
    v.object({ uploadId: field.newId, resolution: v.picklist(shape.IMPORT_RESOLUTIONS) }),
    v.object({
      counts: v.object({ added: shape.rowCounts, replaced: shape.rowCounts, skipped: shape.rowCounts }),
      problems: v.array(shape.importProblem),
      safetyBackup: v.nullable(v.string()),
      /** Absent: there are none. */
      copies: v.optional(v.array(shape.sessionCopy)),
    }),
  ),
  'data/export': command(
    v.object({
      format: v.picklist(shape.TRANSFER_FORMATS),
      sessionIds: v.optional(v.array(field.reference)),
    }),
    v.object({ name: v.string(), folder: v.string(), bytes: v.number(), counts: shape.rowCounts, sha256: v.string() }),
  ),

  'doctor/run': command(
    v.object({ repair: v.optional(v.boolean(), false) }),
    v.object({ checks: v.array(shape.check) }),
  ),
  'doctor/damage': read(nothing, v.object({ damage: v.nullable(shape.damage) })),
} as const;
