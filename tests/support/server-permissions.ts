import type { ServerPermissions } from '../../entrypoints/sidepanel/models/server-access-model.ts';

/** What a browser lets the extension talk to, as the test decides. */
export interface FakeServerPermissions extends ServerPermissions {
  /** Patterns that are allowed. */
  readonly allowed: Set<string>;
  /** What a person was asked for, in order. */
  readonly asked: string[];
  /** What a person says; default yes. */
  answer: () => boolean;
  /** Tells that something was allowed, or no longer is. */
  changed(): void;
}

export function fakeServerPermissions(): FakeServerPermissions {
  const allowed = new Set<string>();
  const asked: string[] = [];
  const listeners = new Set<() => void>();
  const listened = { addListener: (listener: () => void) => void listeners.add(listener) };
  const permissions: FakeServerPermissions = {
    ...{ allowed, asked, onAdded: listened, onRemoved: listened },
    answer: () => true,
    contains: async ({ origins }) => origins.every((origin) => allowed.has(origin)),
    async request({ origins }) {
      asked.push(...origins);
      if (permissions.answer()) for (const origin of origins) allowed.add(origin);
      return origins.every((origin) => allowed.has(origin));
    },
    changed() {
      for (const listener of listeners) listener();
    },
  };
  return permissions;
}
