import type { ExtensionRuntime } from '../../entrypoints/sidepanel/models/extension-runtime.ts';

/** A browser's `runtime`, as the test decides. */
export interface FakeRuntime extends ExtensionRuntime {
  /** What the browser says of an update; by default that there is none. */
  status: string | Error;
  /** How often it was asked, and how often the extension was started anew. */
  readonly counts: { asked: number; reloaded: number };
  /** Tells that an update was fetched. */
  fetched(): void;
}

export function fakeRuntime(): FakeRuntime {
  const listeners = new Set<() => void>();
  const counts = { asked: 0, reloaded: 0 };
  const runtime: FakeRuntime = {
    ...{ status: 'no_update', counts },
    fetched() {
      for (const listener of listeners) listener();
    },
    getManifest: () => ({ version: '1.2.3' }),
    getPlatformInfo: async () => ({ os: 'linux', arch: 'x86-64' }),
    async requestUpdateCheck() {
      counts.asked += 1;
      if (runtime.status instanceof Error) throw runtime.status;
      return { status: runtime.status };
    },
    onUpdateAvailable: {
      addListener: (listener) => void listeners.add(listener),
      removeListener: (listener) => void listeners.delete(listener),
    },
    reload() {
      counts.reloaded += 1;
    },
  };
  return runtime;
}
