import * as v from 'valibot';
import type { KEEPING_NOTIFICATIONS } from './keeping-notifications.ts';
import * as shape from './shapes.ts';

const ids = v.nullable(v.array(v.string()));

/** What the host, or the background, says unasked to a page. */
export const NOTIFICATIONS = {
  changed: {
    params: v.object({ tables: ids, sessionIds: ids }),
  },
  'chat/delta': {
    params: v.object({ replyId: v.string(), offset: v.number(), text: v.string() }),
  },
  'chat/done': {
    params: v.object({ reply: shape.message }),
  },
  'chat/failed': {
    params: v.object({ replyId: v.string(), error: shape.messageError }),
  },
  'store/state': {
    params: v.object({
      state: v.picklist(shape.STORE_STATES),
      detail: v.nullable(v.string()),
      progress: v.optional(v.number()),
      /** Of `failed`: the error's code. */
      code: v.optional(v.string()),
      /** Of `version-mismatch`: which side is to be updated; hosts do not say. */
      older: v.optional(v.picklist(['host', 'extension'])),
      /** Which store it is; hosts do not say. */
      engine: v.optional(v.picklist(['native', 'embedded'])),
    }),
  },
  'recovery/open': {
    params: v.object({}),
  },
} as const;

type Notifications = typeof NOTIFICATIONS & typeof KEEPING_NOTIFICATIONS;
export type NotificationName = keyof Notifications;
export type NotificationParams<N extends NotificationName> = v.InferOutput<Notifications[N]['params']>;

/** Says something to whoever listens; used by handlers and by the chat. */
export type Announce = <N extends NotificationName>(name: N, params: NotificationParams<N>) => void;

/** Whether a page of this version listens to the notification. */
export function isNotificationName(value: string): value is keyof typeof NOTIFICATIONS {
  return Object.hasOwn(NOTIFICATIONS, value);
}
