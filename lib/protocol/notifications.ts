import * as v from 'valibot';
import * as shape from './shapes.ts';

const ids = v.nullable(v.array(v.string()));

/** Everything the host says unasked. */
export const NOTIFICATIONS = {
  changed: {
    summary: 'Rows changed; null means any. Also sent when another process wrote.',
    params: v.object({ tables: ids, sessionIds: ids }),
  },
  'chat/delta': {
    summary:
      'Text of a reply as it arrives; `offset` in UTF-16 units of the reply so far. Empty text says only that the reply is still being worked on.',
    params: v.object({ replyId: v.string(), offset: v.number(), text: v.string() }),
  },
  'chat/done': { summary: 'A reply ended well, or was stopped.', params: v.object({ reply: shape.message }) },
  'chat/failed': {
    summary: 'A reply ended with an error; the text so far is kept.',
    params: v.object({ replyId: v.string(), error: shape.messageError }),
  },
  'store/state': {
    summary:
      'What the store, or the way to it, is doing. `detail` is a word for programs (see the table of states) or a sentence; `progress` 0 to 1.',
    params: v.object({
      state: v.picklist(shape.STORE_STATES),
      detail: v.nullable(v.string()),
      progress: v.optional(v.number()),
    }),
  },
  'recovery/open': {
    summary: 'A person wants to see what can be restored. Said by the background.',
    params: v.object({}),
  },
} as const;

type Notifications = typeof NOTIFICATIONS;
export type NotificationName = keyof Notifications;
export type NotificationParams<N extends NotificationName> = v.InferOutput<Notifications[N]['params']>;

/** Says something to whoever listens; used by handlers and by the chat. */
export type Announce = <N extends NotificationName>(name: N, params: NotificationParams<N>) => void;

/** Whether this version knows the notification. */
export function isNotificationName(value: string): value is NotificationName {
  return Object.hasOwn(NOTIFICATIONS, value);
}
