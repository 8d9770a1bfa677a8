import type * as v from 'valibot';
import { messageDigest, sessionDigest } from '../../lib/protocol/digest-methods.ts';
import {
  baseUrl,
  count,
  cursor,
  money,
  name,
  newId,
  reference,
  shortText,
  text,
  timestamp,
} from '../../lib/protocol/fields.ts';
import { backupName, base64, days } from '../../lib/protocol/keeping-fields.ts';
import {
  backup,
  check,
  damage,
  difference,
  expiredRows,
  importProblem,
  retentionPolicy,
  sessionCopy,
  storeCounts,
  sweep,
} from '../../lib/protocol/keeping-shapes.ts';
import {
  balance,
  balancePoint,
  draft,
  message,
  messageError,
  model,
  pricing,
  session,
  storeInfo,
  unsentChange,
} from '../../lib/protocol/shapes.ts';
import { draftStart, interruptedReply, snapshot, snapshotState } from '../../lib/protocol/snapshot-shapes.ts';
import { fileChange, proof } from '../../lib/protocol/work-shapes.ts';

/** The fields that the documentation names; what they mean is said once, in its table of types. */
export const FIELDS = {
  text,
  newId,
  reference,
  shortText,
  name,
  timestamp,
  count,
  money,
  baseUrl,
  cursor,
  days,
  backupName,
  base64,
};

/** The shapes of rows and other results that have a section of their own. */
export const SHAPES = {
  session,
  message,
  messageError,
  draft,
  model,
  pricing,
  balance,
  balancePoint,
  snapshot,
  snapshotState,
  draftStart,
  interruptedReply,
  fileChange,
  proof,
  storeInfo,
  retentionPolicy,
  expiredRows,
  sweep,
  storeCounts,
  backup,
  difference,
  check,
  damage,
  importProblem,
  sessionCopy,
  sessionDigest,
  messageDigest,
  unsentChange,
};

/** One entry of an object, as a line of a table. */
export interface EntryWords {
  /** With dots where objects are nested. */
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  /** As JSON; absent when there is none. */
  readonly fallback?: string;
}

type Schema = v.GenericSchema;

/** What of valibot's schemas is read here. */
interface Parts {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly literal?: unknown;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly options?: readonly string[];
  readonly pipe?: readonly { readonly kind: string; readonly type: string; readonly requirement?: unknown }[];
}

const partsOf = (schema: Schema) => schema as unknown as Parts;

const NAMED = new Map<unknown, string>([
  ...Object.entries(FIELDS).map(([field, schema]) => [schema, field] as const),
  ...Object.entries(SHAPES).map(([shape, schema]) => [schema, `[${shape}](#shape-${shape.toLowerCase()})`] as const),
]);

/** The entries of an object schema; those of objects within it stand in their place. */
export function entriesOf(schema: Schema, prefix = ''): EntryWords[] {
  return Object.entries(partsOf(schema).entries ?? {}).flatMap(([key, entry]) => {
    const name = `${prefix}${key}`;
    const parts = partsOf(entry);
    if (isObject(parts) && !NAMED.has(entry)) return entriesOf(entry, `${name}.`);
    if (parts.type !== 'optional') return [{ name, type: typeWords(entry), isOptional: false }];
    const fallback = parts.default === undefined ? {} : { fallback: JSON.stringify(parts.default) };
    return [{ name, type: typeWords(parts.wrapped ?? entry), isOptional: true, ...fallback }];
  });
}

function isObject({ type }: Parts): boolean {
  return type === 'object' || type === 'loose_object';
}

/** A type in words: the name of a named one, else what it is made of and its limits. */
export function typeWords(schema: Schema): string {
  const named = NAMED.get(schema);
  if (named !== undefined) return named;
  const { type, wrapped, item, options, pipe } = partsOf(schema);
  switch (type) {
    case 'nullable':
      return `${typeWords(wrapped ?? schema)} or null`;
    case 'array':
      return `list of ${item ? typeWords(item) : 'anything'}`;
    case 'union':
      return ((options ?? []) as readonly unknown[] as readonly Schema[]).map(typeWords).join(' or ');
    case 'picklist':
      return (options ?? []).map((option) => `\`${option}\``).join(', ');
    case 'object':
    case 'loose_object':
      return `{${entriesOf(schema)
        .map((entry) => `${entry.name}: ${entry.type}`)
        .join(', ')}}`;
    case 'record':
      return 'object';
    case 'unknown':
      return 'anything';
    case 'literal':
      return JSON.stringify(partsOf(schema).literal);
    case 'string':
    case 'number':
    case 'boolean':
      return [type, ...(pipe ?? []).flatMap(limitWords)].join(', ');
    default:
      throw new Error(`The documentation has no words for a schema of type ${type}.`);
  }
}

function limitWords(step: NonNullable<Parts['pipe']>[number]): string[] {
  if (step.kind === 'schema') return [];
  switch (step.type) {
    case 'max_length':
      return [`at most ${step.requirement} characters`];
    case 'min_length':
      return step.requirement === 1 ? ['not empty'] : [`at least ${step.requirement} characters`];
    case 'min_value':
      return [`at least ${step.requirement}`];
    case 'max_value':
      return [`at most ${step.requirement}`];
    case 'finite':
      return [];
    case 'integer':
      return ['whole'];
    default:
      throw new Error(`The documentation has no words for the limit ${step.type}.`);
  }
}
