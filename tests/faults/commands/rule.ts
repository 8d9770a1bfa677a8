import type { Params } from '../../../lib/protocol/methods.ts';
import { type HostMemory, type Model, type ModelledChange, Refusal } from './model.ts';

/** A change that passed its checks. Nothing has happened yet. */
export interface Effect {
  /** Makes the change, and gives the answer. */
  commit(): unknown;
  /** The reply that the host begins to make after the commit. */
  readonly startsReply?: string;
}

/** The changes these tests make: `check` what may be refused, then `commit`; `current`: the answer to a known request. */
export interface Rule<M extends ModelledChange> {
  check(model: Model, params: Params<M>, host: HostMemory): Effect;
  current(model: Model, params: Params<M>): unknown;
}

/** The rules of these changes. */
export type Rules<M extends ModelledChange> = { readonly [Each in M]: Rule<Each> };

/** A session, also one in the trash. */
export function sessionIn(model: Model, id: string) {
  const session = model.sessions.get(id);
  if (!session) throw new Refusal('not-found');
  return session;
}

/** A session that can be written to. */
export function livingSessionIn(model: Model, id: string) {
  const session = sessionIn(model, id);
  if (session.deletedAt !== null) throw new Refusal('conflict');
  return session;
}

/** Ids of new rows are new. */
export function refuseTaken(rows: ReadonlyMap<string, unknown>, id: string): void {
  if (rows.has(id)) throw new Refusal('conflict');
}
