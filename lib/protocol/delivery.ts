/**
 * How a change travels beyond what its method says: the background delivers changes it knows nothing of, by these
 * answers. All of them also take methods of later versions.
 */

type Params = Readonly<Record<string, unknown>>;

/** A question is not asked by itself when it waited longer: the person may no longer want it. */
const ASKED_WITHIN_MS = 10 * 60_000;

/** The session a change belongs to; when one fails, the later ones of its session are held back with it. */
export function sessionOfChange(method: string, params: Params): string | undefined {
  const id = method.startsWith('sessions/') ? params['id'] : params['sessionId'];
  return typeof id === 'string' ? id : undefined;
}

/** A change that waits is replaced by a later one with the same key; undefined: it never is. */
export function supersedingKey(method: string, params: Params): string | undefined {
  if (method === 'drafts/set') return `${method} ${JSON.stringify(params['sessionId'] ?? null)}`;
  // Each brings all that a profile has.
  if (method === 'preferences/mirror') return `${method} ${JSON.stringify(params['profileId'])}`;
  return undefined;
}

/** Whether what one change says is newer than what another one says that has the same superseding key. */
export function isNewer(one: Params, other: Params): boolean {
  const [a, b] = [one['updatedAt'], other['updatedAt']];
  return typeof a === 'string' && typeof b === 'string' && a > b;
}

/**
 * Whether a change is kept without being sent: a draft typed while the stored one could not be read. Sent, it would replace
 * a text that nobody has seen; it waits until whoever can read both replaces it.
 */
export function isHeld(params: Params): boolean {
  const { _meta } = params as { _meta?: { held?: unknown } };
  return _meta?.held === true;
}

/** How long a change may wait and still be sent without asking; undefined: for ever. */
export function sentUnaskedWithinMs(method: string): number | undefined {
  return method === 'chat/send' || method === 'chat/retry' ? ASKED_WITHIN_MS : undefined;
}
