import type { Now, Timers } from '../../../lib/clock.ts';
import type { Client } from '../../../lib/rpc/client.ts';

/** What every model is given instead of globals. */
export interface Environment {
  readonly client: Client;
  readonly now: Now;
  readonly timers: Timers;
  /** A new UUID, version 7. */
  readonly newId: () => string;
}
