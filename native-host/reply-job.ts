import * as v from 'valibot';
import { NOTIFICATIONS, type NotificationParams } from '../lib/protocol/notifications.ts';
import * as shape from '../lib/protocol/shapes.ts';

/** What a host writes to a worker's input. The key is here and nowhere else: no argument, no environment, no file. */
export const replyJob = v.object({
  replyId: v.string(),
  baseUrl: v.string(),
  apiKey: v.nullable(v.string()),
  /** Null: the server does not list it. Absent: the host does not know yet. */
  model: v.optional(v.nullable(shape.model)),
});
export type ReplyJobText = v.InferOutput<typeof replyJob>;

const RELAYED = ['changed', 'chat/delta', 'chat/done', 'chat/failed'] as const;
export type RelayedName = (typeof RELAYED)[number];

/** What a worker says to its host, one JSON value a line: that it owns its reply, what it learned, what panels are to hear. */
const workerWord = v.union([
  v.object({ owns: v.literal(true) }),
  v.object({ model: v.nullable(shape.model) }),
  v.object({ name: v.picklist(RELAYED), params: v.unknown() }),
]);

export type WorkerWord =
  | { readonly owns: true }
  | { readonly model: shape.Model | null }
  | { [N in RelayedName]: { readonly name: N; readonly params: NotificationParams<N> } }[RelayedName];

/** Undefined for what is none. */
export function parseWorkerWord(line: string): WorkerWord | undefined {
  const word = v.safeParse(workerWord, parseJson(line));
  if (!word.success) return undefined;
  if (!('name' in word.output)) return word.output;
  const { name, params } = word.output;
  const parsed = v.safeParse(NOTIFICATIONS[name].params as v.GenericSchema, params);
  return parsed.success ? ({ name, params: parsed.output } as WorkerWord) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
