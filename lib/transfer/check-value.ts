import * as v from 'valibot';
import { MAX_CONTENT_BYTES, MAX_TITLE_LENGTH } from '../protocol/limits.ts';
import { MESSAGE_STATUSES, messageError } from '../protocol/shapes.ts';
import { normalizeTimestamp } from '../protocol/timestamp.ts';
import { FILE_STATUSES, PROOF_STATUSES } from '../protocol/work-shapes.ts';
import type { SqlValue } from '../store/sql-database.ts';
import { importedId } from './imported-id.ts';
import { isModest } from './modest-json.ts';
import { type Column, type ColumnKind, isSecretPreference } from './tables.ts';

/** Names and the like, in UTF-16 units. */
const MAX_WORD_LENGTH = 1000;

/** Beyond it, sums of costs would lose cents. */
const MAX_AMOUNT = 1e12;

/** What a recording holds can be longer than a message; in UTF-16 units. */
const MAX_JSON_LENGTH = 256 * 1024 * 1024;

/** As deep as a request may be, since what is stored is sent as an answer. */
const JSON_LIMITS = { depth: 100, parts: 5_000_000 };

/** What a value becomes; `note`: what of it could not be kept, as the end of a sentence about its column. */
export interface CheckedValue {
  readonly value: SqlValue;
  readonly note?: string;
}

/** What a column gets of what a file says; the end of a sentence about the column when the row cannot be kept. */
export function checkValue(column: Column, given: unknown): CheckedValue | string {
  const isNullable = column.endsWith('?');
  const kind = (isNullable ? column.slice(0, -1) : column) as ColumnKind;
  if (given === null || given === undefined) {
    if (isNullable) return { value: null };
    return given === null ? 'must not be null' : whenAbsent(kind);
  }
  if (typeof given === 'string') return checkText(kind, given.toWellFormed());
  return typeof given === 'number' ? checkNumber(kind, given) : 'must be text or a number';
}

/** Older versions had neither states of messages nor counts. */
function whenAbsent(kind: ColumnKind): CheckedValue | string {
  if (kind === 'status') return { value: 'complete' };
  return kind === 'count' ? { value: 0 } : 'is missing';
}

function checkNumber(kind: ColumnKind, value: number): CheckedValue | string {
  switch (kind) {
    case 'count':
      return Number.isSafeInteger(value) && value >= 0 ? { value } : 'must be a whole number from 0 up';
    case 'place':
      return Number.isSafeInteger(value) ? { value } : 'must be a whole number';
    case 'amount':
      return Math.abs(value) <= MAX_AMOUNT ? { value } : 'is out of range';
    case 'flag':
      return value === 0 || value === 1 ? { value } : 'must be 0 or 1';
    default:
      return 'must be text';
  }
}

function checkText(kind: ColumnKind, value: string): CheckedValue | string {
  switch (kind) {
    case 'id':
    case 'reference':
      return { value: importedId(value) };
    case 'draftOf':
      return { value: value === '' ? value : importedId(value) };
    case 'title':
      return checkTitle(value);
    case 'word':
      return value.length <= MAX_WORD_LENGTH ? { value } : `is longer than ${MAX_WORD_LENGTH} characters`;
    case 'text':
      return isContent(value) ? { value } : `is longer than ${MAX_CONTENT_BYTES} bytes`;
    case 'time':
      return checkTime(value);
    case 'status':
      return checkStatus(value);
    case 'fileStatus':
      return checkChoice(FILE_STATUSES, value);
    case 'proofStatus':
      return checkChoice(PROOF_STATUSES, value);
    case 'hash':
      return /^[0-9a-f]{64}$/.test(value) ? { value } : 'must be a SHA-256';
    case 'preferenceKey':
      return isSecretPreference(value) ? 'is none that may be kept' : { value };
    case 'json':
    case 'anyJson':
    case 'error':
    case 'provider':
      return checkJson(kind, value);
    default:
      return 'must be a number';
  }
}

function checkTitle(value: string): CheckedValue {
  if (value.length <= MAX_TITLE_LENGTH) return { value };
  // A code point has at most two units: what is far too long is not taken apart to be cut.
  const points = [...value.slice(0, 2 * MAX_TITLE_LENGTH + 2)];
  if (points.length <= MAX_TITLE_LENGTH) return { value };
  const kept = points.slice(0, MAX_TITLE_LENGTH).join('').toWellFormed();
  return { value: kept, note: `was cut to ${MAX_TITLE_LENGTH} characters` };
}

function isContent(value: string): boolean {
  return value.length * 3 <= MAX_CONTENT_BYTES || new TextEncoder().encode(value).length <= MAX_CONTENT_BYTES;
}

function checkTime(value: string): CheckedValue | string {
  const time = value.length <= 100 ? normalizeTimestamp(value) : undefined;
  return time === undefined ? 'must be a date and time with a zone' : { value: time };
}

function checkChoice(known: readonly string[], value: string): CheckedValue | string {
  return known.includes(value) ? { value } : 'is none that this version knows';
}

/** Nobody here makes a reply that was being made elsewhere. */
function checkStatus(value: string): CheckedValue | string {
  if (value === 'streaming' || value === 'queued') return { value: 'interrupted' };
  return (MESSAGE_STATUSES as readonly string[]).includes(value) ? { value } : 'is none that this version knows';
}

function checkJson(kind: 'json' | 'anyJson' | 'error' | 'provider', value: string): CheckedValue | string {
  if (value.length > MAX_JSON_LENGTH) return 'is too long';
  if (!isModest(value, JSON_LIMITS)) return 'is nested too deeply or holds too much';
  // Older programs kept what they liked here; whoever reads it is prepared.
  if (kind === 'anyJson') return isContent(value) ? { value } : `is longer than ${MAX_CONTENT_BYTES} bytes`;
  const parsed = parse(value);
  if (kind === 'json') return parsed === undefined ? 'must be JSON' : { value };
  const fits = kind === 'error' ? v.is(messageError, parsed) : isContent(value) && isProvider(parsed);
  return fits ? { value } : { value: null, note: 'was left out: nothing here can read it' };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isProvider(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { reasoning } = value as { reasoning?: unknown };
  return reasoning === undefined || typeof reasoning === 'string';
}
