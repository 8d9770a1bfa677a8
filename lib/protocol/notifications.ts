import * as v from 'valibot';
import { sweep } from './keeping-shapes.ts';
import * as shape from './shapes.ts';

const ids = v.nullable(v.array(v.string()));

/** Everything the host says unasked. */
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
    }),
  },
  'sweep/done': {
    params: v.object({ sweep }),
  },
  'backup/failed': {
    params: v.object({ code: v.string(), message: v.string() }),
  },
  'recovery/open': {
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
