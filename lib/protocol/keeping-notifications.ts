import * as v from 'valibot';
import { sweep } from './keeping-shapes.ts';

/** What the host says unasked of its own work, for whoever tells a person; pages see it by `changed`. */
export const KEEPING_NOTIFICATIONS = {
  'sweep/done': { params: v.object({ sweep }) },
  'backup/failed': { params: v.object({ code: v.string(), message: v.string() }) },
} as const;
