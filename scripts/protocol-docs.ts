import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as v from 'valibot';
import { MAX_DEPTH } from '../lib/handlers/dispatch.ts';
import { CALLABLE_METHODS } from '../lib/protocol/contract.ts';
import { ERROR_CODES, RPC_ERROR } from '../lib/protocol/errors.ts';
import { KEEPING_NOTIFICATIONS } from '../lib/protocol/keeping-notifications.ts';
import * as limits from '../lib/protocol/limits.ts';
import type { CallableName } from '../lib/protocol/methods.ts';
import { NOTIFICATIONS, type NotificationName } from '../lib/protocol/notifications.ts';
import { METHOD_SUMMARIES, NOTIFICATION_SUMMARIES } from '../lib/protocol/summaries.ts';
import { writeOrCheck } from './generated-file.ts';
import { table } from './markdown-table.ts';
import { entriesOf, type FIELDS, SHAPES } from './protocol/schema-words.ts';
import { ROOT } from './repository.ts';

const FILE = join(ROOT, 'docs', 'protocol.md');
const INTRODUCTION = join(ROOT, 'scripts', 'protocol', 'introduction.md');

const ERROR_WORDS: Readonly<Record<(typeof ERROR_CODES)[number], string>> = {
  'not-found': 'a reference to nothing',
  conflict: 'the row exists, or is in a state that does not allow this',
  invalid: 'a value that no schema can refuse, such as a cursor of another list',
  'too-large': 'more than a limit allows',
  'disk-full': 'nothing was saved; send it again when there is room',
  'read-only': 'the file or its folder cannot be written',
  busy: 'the store is opening, another program holds it, or a reply is being written; send it again',
  'store-corrupt': 'the file is damaged; nothing was deleted',
  'store-newer-than-host': 'a later version has migrated the store; update the host',
  'version-mismatch': 'extension and host speak different versions',
  'provider-unauthorized': 'the model server does not accept the key, or there is none',
  'provider-rate-limited': 'the model server wants fewer requests',
  'provider-insufficient-balance': 'the account cannot pay for it',
  'provider-unreachable': 'the model server cannot be reached',
  'provider-failed': 'the model server failed or refused',
  cancelled: 'stopped by the caller',
  timeout: 'not answered in time',
  disconnected: 'the connection closed',
  internal: 'a mistake of ours; `data.ref` is also in the log',
};

const FIELD_WORDS: Readonly<Record<keyof typeof FIELDS, string>> = {
  text: `text of any length up to ${mib(limits.MAX_CONTENT_BYTES)} of UTF-8 (beyond: \`too-large\`); lone surrogates become U+FFFD`,
  newId: 'id of a row to be made: a UUID',
  reference: `id of a row that exists: 1 to ${limits.MAX_REFERENCE_LENGTH} characters, no control characters`,
  shortText: `text of at most ${limits.MAX_TITLE_LENGTH} characters`,
  name: `the same, not empty`,
  timestamp: 'ISO 8601 date and time with a zone; kept in UTC with milliseconds',
  count: 'whole number, 0 or more',
  money: 'US dollars',
  baseUrl:
    'http or https address of a model server, without user, query and fragment; a slash at its end does not count',
  days: `whole number from 1 to ${limits.MAX_RETENTION_DAYS}, or null for never`,
  backupName: 'name of a backup, as `backups/list` has it; never a path',
  base64: 'bytes in base64',
  cursor: 'what the list returned as `nextCursor`; at most 1000 characters',
};

const SHAPE_WORDS: Readonly<Record<keyof typeof SHAPES, string>> = {
  session: 'A conversation.',
  message: 'One turn. `sequence` counts from 1 within its session; `cost` null = not known.',
  messageError: 'Why a reply failed. `retryable`: the same request may succeed later.',
  draft: 'Text not sent. `sessionId` null = typed before any session existed.',
  model: 'A model as its server tells of it; null = not told.',
  pricing: 'US dollars per million tokens.',
  balance: 'What the account holds; null = not told.',
  balancePoint: 'What was seen of the balance at a moment.',
  snapshot: 'A stored state to return to. `trigger`: what made it; `summary` tells of it without the state.',
  snapshotState: 'What a snapshot holds: what a panel told of itself, and how far its session was.',
  draftStart:
    'A draft among others: its first letters, and how many code points it has. `sessionTitle` null = of the session that is not made yet.',
  fileChange:
    'What a session did to a file. `patch`: a unified diff, or what was told instead; left out where a list was asked to.',
  proof:
    'What Lean said of a place at a moment. Lines and columns count from 1, null = of the whole file. Goals as Lean prints them, or `{context: [{name, type}], goal, pretty}`; diagnostics `{severity, message, line, column}`.',
  interruptedReply: 'A reply that broke off at the end of its session, told in the same way.',
  retentionPolicy: 'After how many days rows are removed; null = never.',
  expiredRows: 'Rows that a sweep would remove. `bytes`: what they hold; `oldest` and `newest`: their moments.',
  sweep: 'One run of retention. `detail`: why it was refused, failed or ended early.',
  storeCounts: 'What a store, or a copy of it, holds. `newest`: when a session last changed.',
  backup:
    'A copy of the store. `reason`: what it was made for; `counts` null = nobody has looked into it; `verifiedAt`: when it was last found whole.',
  difference: 'What a copy has and the store has not, and the other way round. `changed`: in both, and not the same.',
  check: 'One thing that was looked at. `repaired`: what was done about it.',
  damage:
    'What became of a damaged store. Rows: `restored` from the backup, `salvaged` from the damaged file, `lost` = found nowhere.',
  importProblem: 'What a file cannot give, and where in it.',
  sessionCopy: 'A session that came under an id of its own, since one of its id is there.',
  sessionDigest: 'What tells a session from every other state of it.',
  messageDigest: 'The same of a message.',
  unsentChange: 'A change that the store refused, as it was sent, and why.',
  storeInfo: 'The store as `hello` tells of it; null = not known yet.',
};

/** The documentation of the protocol in Markdown, derived from the contract. */
export function protocolText(): string {
  const values: Readonly<Record<string, string>> = {
    version: String(limits.PROTOCOL_VERSION),
    chunkThreshold: kib(limits.CHUNK_THRESHOLD_BYTES),
    application: String(RPC_ERROR.application),
    errors: table(
      ['code', ''],
      ERROR_CODES.map((code) => [`\`${code}\``, ERROR_WORDS[code]]),
    ),
    limits: limitsTable(),
  };
  const introduction = readFileSync(INTRODUCTION, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? '?');
  const sections = [
    '<!-- Generated by `node scripts/protocol-docs.ts` from lib/protocol; do not edit. -->',
    introduction.trim(),
    '## Types',
    table(['type', ''], Object.entries(FIELD_WORDS)),
    '## Methods',
    ...methodSections(),
    '## Notifications',
    'From the host, unasked.',
    ...notificationSections(),
    '## Shapes',
    ...Object.entries(SHAPES).flatMap(([name, schema]) => [
      `### Shape ${name}`,
      SHAPE_WORDS[name as keyof typeof SHAPES],
      fieldsTable(schema),
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function limitsTable(): string {
  return table(
    ['what', 'at most'],
    [
      ['a frame from the host', bytes(limits.MAX_FRAME_FROM_HOST_BYTES)],
      ['a frame to the host', bytes(limits.MAX_FRAME_TO_HOST_BYTES)],
      ['a message joined from chunks', mib(limits.MAX_JOINED_MESSAGE_BYTES)],
      ['the rows of a list, besides its `limit`; at least one row', mib(limits.MAX_LIST_BYTES)],
      ['objects within objects in parameters', `${MAX_DEPTH} levels`],
    ],
  );
}

/** Grouped by the word before the slash, in the contract's order. */
function methodSections(): string[] {
  const groups = Map.groupBy(Object.entries(CALLABLE_METHODS), ([name]) => name.split('/')[0] ?? name);
  return [...groups].flatMap(([group, methods]) => [
    `### ${group}`,
    ...methods.flatMap(([name, { kind, params, result, secrets }]) => [
      `#### \`${name}\``,
      `_${kind}_ · ${METHOD_SUMMARIES[name as CallableName]}`,
      ...block('Parameters', parametersTable(params, secrets)),
      ...block('Result', fieldsTable(result)),
    ]),
  ]);
}

function notificationSections(): string[] {
  return Object.entries({ ...NOTIFICATIONS, ...KEEPING_NOTIFICATIONS }).flatMap(([name, { params }]) => [
    `### \`${name}\``,
    NOTIFICATION_SUMMARIES[name as NotificationName],
    fieldsTable(params),
  ]);
}

function block(title: string, content: string): string[] {
  return content === '' ? [`${title}: \`{}\``] : [`${title}:`, content];
}

function parametersTable(schema: v.GenericSchema, secrets: readonly string[]): string {
  const entries = entriesOf(schema);
  if (entries.length === 0) return '';
  const rows = entries.map(({ name, type, isOptional, fallback }) => {
    const presence = isOptional ? (fallback === undefined ? 'optional' : `default ${fallback}`) : 'required';
    return [`\`${name}\``, type, secrets.includes(name) ? `${presence}; never logged` : presence];
  });
  return table(['name', 'type', ''], rows);
}

function fieldsTable(schema: v.GenericSchema): string {
  const entries = entriesOf(schema);
  if (entries.length === 0) return '';
  const rows = entries.map(({ name, type, isOptional }) => [
    `\`${name}\``,
    isOptional ? `${type}; may be absent` : type,
  ]);
  return table(['name', 'type'], rows);
}

function bytes(count: number): string {
  return `${count.toLocaleString('en-US')} bytes`;
}

function kib(count: number): string {
  return `${count / 1024} KiB`;
}

function mib(count: number): string {
  return `${count / 1024 / 1024} MiB`;
}

if (import.meta.main) writeOrCheck(FILE, protocolText(), process.argv.slice(2));
