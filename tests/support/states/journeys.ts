import { account } from './account.ts';
import { afterUpdate } from './after-update.ts';
import { backups } from './backups.ts';
import { branches } from './branches.ts';
import { embedded } from './embedded.ts';
import { firstRun } from './first-run.ts';
import { hands } from './hands.ts';
import { health } from './health.ts';
import { history } from './history.ts';
import { hostTrouble } from './host-trouble.ts';
import type { Journey } from './journey.ts';
import { memory } from './memory.ts';
import { options } from './options.ts';
import { panelTransfer } from './panel-transfer.ts';
import { place } from './place.ts';
import { recordings } from './recordings.ts';
import { recovery } from './recovery.ts';
import { refused } from './refused.ts';
import { replies } from './replies.ts';
import { retention } from './retention.ts';
import { returned } from './returned.ts';
import { search } from './search.ts';
import { serverAccess } from './server-access.ts';
import { sessions } from './sessions.ts';
import { silentHost } from './silent-host.ts';
import { timeline } from './timeline.ts';
import { transfer } from './transfer.ts';
import { troubledStore } from './troubled-store.ts';
import { usage } from './usage.ts';
import { viewsUnread } from './views-unread.ts';
import { watched } from './watched.ts';
import { withoutHost } from './without-host.ts';
import { work } from './work.ts';
import { workUnread } from './work-unread.ts';

/** Every view and state of the panel: what is tested for everybody's sake, and what there are pictures of. */
export const JOURNEYS: readonly Journey[] = [
  firstRun,
  replies,
  history,
  sessions,
  search,
  branches,
  hands,
  account,
  embedded,
  serverAccess,
  withoutHost,
  silentHost,
  hostTrouble,
  troubledStore,
  afterUpdate,
  refused,
  options,
  place,
  retention,
  backups,
  transfer,
  panelTransfer,
  health,
  returned,
  memory,
  recordings,
  recovery,
  timeline,
  watched,
  usage,
  work,
  workUnread,
  viewsUnread,
];
