import { wayOutOf } from '../../install/find-browsers.ts';
import { type Fault, tell } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';

const WAY_OUT = wayOutOf('{kind}', '{browser}');

const FAULTS = {
  only: { says: '{browser} is here only as a {kind} ({path}), and no browser can start the host', cure: WAY_OUT },
  also: { says: '{browser} is here as a {kind} ({path})', cure: WAY_OUT, isNote: true },
} as const satisfies Record<string, Fault>;

/** Browsers in a snap or a flatpak, which cannot start programs outside of it. */
export const confined: InstallationCheck = {
  name: 'confined',
  about: 'browsers from snap or flatpak, which cannot start a host',
  faults: FAULTS,
  examine({ browsers, hosts }) {
    const canAny = browsers.some(({ evidence }) => evidence.length > 0) || (hosts.choice?.profiles ?? []).length > 0;
    return browsers.flatMap(({ name, sandboxed }) =>
      sandboxed.map(({ kind, path }) => tell(canAny ? FAULTS.also : FAULTS.only, { browser: name, kind, path })),
    );
  },
};
