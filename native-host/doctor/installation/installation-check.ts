import type { Fault, Told } from './fault.ts';
import type { Site } from './site.ts';

/** One thing that must hold for browsers to start the host, and for the host to find its data. */
export interface InstallationCheck {
  readonly name: string;
  /** What is looked at, in a few words. */
  readonly about: string;
  /** Everything that it can find. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** Looks, and changes nothing. Several findings where there are several of these things, none where there is none. */
  readonly examine: (site: Site) => readonly Told[] | Promise<readonly Told[]>;
}
