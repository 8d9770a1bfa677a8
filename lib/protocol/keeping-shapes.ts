import * as v from 'valibot';

const nullableText = v.nullable(v.string());
const nullableNumber = v.nullable(v.number());

/** After how many days rows are removed; null = never. */
export const retentionPolicy = v.object({
  snapshotDays: nullableNumber,
  analyticsDays: nullableNumber,
  trashDays: nullableNumber,
});
export type RetentionPolicy = v.InferOutput<typeof retentionPolicy>;

/** Rows that a sweep would remove. `bytes`: what they hold as text; `oldest` and `newest`: their moments. */
export const expiredRows = v.object({
  count: v.number(),
  bytes: v.number(),
  oldest: nullableText,
  newest: nullableText,
  ids: v.array(v.union([v.string(), v.number()])),
});
export type ExpiredRows = v.InferOutput<typeof expiredRows>;

export const SWEEP_OUTCOMES = ['running', 'done', 'refused', 'failed', 'cancelled'] as const;

/** One run of retention. `detail`: why it was refused, failed or ended early. */
export const sweep = v.object({
  id: v.number(),
  startedAt: v.string(),
  finishedAt: nullableText,
  reason: v.string(),
  snapshotsDeleted: v.number(),
  analyticsDeleted: v.number(),
  sessionsPurged: v.number(),
  bytesFreed: v.number(),
  outcome: v.picklist(SWEEP_OUTCOMES),
  detail: nullableText,
});
export type Sweep = v.InferOutput<typeof sweep>;

/** What a store, or a copy of it, holds. `newest`: when a session last changed. */
export const storeCounts = v.object({ sessions: v.number(), messages: v.number(), newest: nullableText });
export type StoreCounts = v.InferOutput<typeof storeCounts>;

/**
 * A copy of the store. `reason`: what it was made for, such as `daily`, `manual`, `before-restore`; `counts` null = nobody has
 * looked into it; `verifiedAt`: when it was last opened, checked and found whole.
 */
export const backup = v.object({
  name: v.string(),
  reason: v.string(),
  createdAt: v.string(),
  bytes: v.number(),
  schemaVersion: nullableNumber,
  counts: v.nullable(storeCounts),
  verifiedAt: nullableText,
});
export type Backup = v.InferOutput<typeof backup>;

/** What a copy has and the store does not, and the other way round. `changed`: in both, and not the same. */
export const difference = v.object({ onlyInBackup: v.number(), onlyInStore: v.number(), changed: v.number() });

/** One thing that was looked at. `repaired`: what was done about it. */
export const check = v.object({
  name: v.string(),
  ok: v.boolean(),
  detail: v.string(),
  repaired: v.optional(v.string()),
});
export type Check = v.InferOutput<typeof check>;

/**
 * What became of a damaged store. Rows: `restored` from the backup, `salvaged` from the damaged file, `lost` = known to have
 * been there and found nowhere. `quarantine`: the folder with the damaged file.
 */
export const damage = v.object({
  at: v.string(),
  cause: v.string(),
  quarantine: v.string(),
  backup: nullableText,
  restored: v.number(),
  salvaged: v.number(),
  lost: v.number(),
});
export type Damage = v.InferOutput<typeof damage>;

/** Rows by the name of their table. */
export const rowCounts = v.record(v.string(), v.number());
export type RowCounts = v.InferOutput<typeof rowCounts>;

export const TRANSFER_FORMATS = ['bundle', 'json', 'markdown'] as const;
export const IMPORT_FORMATS = ['bundle', 'json', 'store', 'opencode'] as const;
/**
 * What becomes of a session that is here and differs. `move`: it is merged, and where that would lose something, both stay; of
 * everything else both sides' is kept, too, and what comes is the person's own: it is not marked as imported.
 */
export const IMPORT_RESOLUTIONS = ['skip', 'replace', 'both', 'merge', 'move'] as const;

/** A session that came under an id of its own, since one of its id is here. */
export const sessionCopy = v.object({ sessionId: v.string(), copyId: v.string() });
export type SessionCopy = v.InferOutput<typeof sessionCopy>;

/** What a file cannot give, and where in it. */
export const importProblem = v.object({ where: v.string(), message: v.string() });
export type ImportProblem = v.InferOutput<typeof importProblem>;
