import { importedId } from '../imported-id.ts';

/** What says where a session comes from, in `sessions.source` and `originals.source`. */
export const OPENCODE = 'opencode';

/** The id that a session or message of OpenCode has here: always the same, so that importing again updates. */
export function ownId(id: string): string {
  return importedId(`oc:${id}`);
}
