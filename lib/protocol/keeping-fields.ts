import * as v from 'valibot';
import { MAX_RETENTION_DAYS } from './limits.ts';

/** Name of a backup: generated, so that no path crosses the wire. */
export const backupName = v.pipe(v.string(), v.regex(/^[\w.-]{1,200}\.db$/, 'must be the name of a backup'));

/** Bytes in base64, padded. Looked through by one class of signs: a pattern of groups overflows its stack at 4 MiB. */
export const base64 = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.check((text) => text.length % 4 === 0 && !/[^A-Za-z\d+/]/.test(text.replace(/={1,2}$/, '')), 'must be base64'),
);

/** After how many days something is removed; null = never. */
export const days = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RETENTION_DAYS)));
