import { isObject, type JsonObject, jsonTextOf, listOf } from './json-fields.ts';

/** Fields of an assistant message, or of a tool call, that a server wants to see again with the next request. */
const FIELDS = ['thought_signature', 'extra_content'] as const;

const NOTHING: JsonObject = {};

/** More than this is not kept, in UTF-16 units of JSON: it travels with every later request. */
const MAX_LENGTH = 1024 * 1024;

/** Far below the 1000 levels at which SQLite takes JSON for invalid. */
const MAX_DEPTH = 100;

/** Collects the fields to send back from deltas or from a whole message. */
export function createSendBack() {
  let fields: JsonObject = {};
  const details: Record<string, unknown>[] = [];

  return {
    add: (message: JsonObject): void => {
      const added = fieldsToSendBack(message);
      if (added !== NOTHING) fields = { ...fields, ...added };
      for (const detail of listOf(message['reasoning_details'])) {
        if (isObject(detail)) addDetail(details, detail);
      }
    },
    /** null when there is nothing, or nothing that can be kept. */
    collected: (): JsonObject | null => {
      const all = details.length === 0 ? fields : { ...fields, reasoning_details: details };
      return Object.keys(all).length > 0 && isStorable(all) ? all : null;
    },
  };
}

/** What of an object of the server's goes back to it unchanged, besides `reasoning_details`. */
export function fieldsToSendBack(object: JsonObject): JsonObject {
  const present = FIELDS.filter((field) => object[field] !== undefined && object[field] !== null);
  if (present.length === 0) return NOTHING;
  return Object.fromEntries(present.map((field) => [field, object[field]]));
}

/** Whether a value of the server's can be kept as JSON: neither huge nor nested without end. */
export function isStorable(value: unknown): boolean {
  if (!isShallow(value, MAX_DEPTH)) return false;
  const json = jsonTextOf(value);
  return json !== undefined && json.length <= MAX_LENGTH;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

/** Streams cut a detail into pieces of its text or summary; the server wants it back as one. */
function addDetail(details: Record<string, unknown>[], piece: JsonObject): void {
  const last = details.at(-1);
  const field = cutField(piece);
  if (last === undefined || field === undefined || last['type'] !== piece['type'] || last['index'] !== piece['index']) {
    details.push({ ...piece });
    return;
  }
  const joined = stringOf(last[field]) + stringOf(piece[field]);
  for (const [key, value] of Object.entries(piece)) {
    // Setting `__proto__` would not add a field.
    if (value !== null && key !== '__proto__') last[key] = value;
  }
  last[field] = joined;
}

function cutField(detail: JsonObject): string | undefined {
  if (detail['type'] === 'reasoning.text') return 'text';
  return detail['type'] === 'reasoning.summary' ? 'summary' : undefined;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
