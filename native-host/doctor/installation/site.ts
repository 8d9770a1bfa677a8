import type { Machine } from '../../install/browsers.ts';
import type { FoundBrowser } from '../../install/find-browsers.ts';
import type { HostFacts } from '../../install/host-files.ts';
import type { HostChoice } from '../../install/installed-hosts.ts';
import type { Registry } from '../../install/registry.ts';
import type { DataPaths } from '../../paths.ts';
import type { RunningProgram } from '../../running-programs.ts';

/** What is looked at: a data folder with its host, the browsers of a machine, and the means to look. */
export interface Site {
  readonly machine: Machine;
  /** This user; undefined on Windows. */
  readonly uid: number | undefined;
  readonly paths: DataPaths;
  readonly hosts: Hosts;
  readonly extensionId: string;
  /** The version of the doctor itself. */
  readonly version: string;
  readonly browsers: readonly FoundBrowser[];
  readonly disk: Disk;
  readonly registry: Registry;
  readonly now: () => number;
  /** Starts a program; what it wrote, or why it did not. */
  readonly run: (program: string, args: readonly string[]) => Promise<Ran>;
  /** Starts a host as a browser does. */
  readonly greet: (launcher: string, origin: string) => Promise<Greeted>;
  /** Needs SQLite, and fails where that cannot be loaded. */
  readonly running: () => Promise<readonly RunningProgram[]>;
}

/** The installed hosts of a data folder. */
export interface Hosts {
  readonly folder: string;
  /** The names of all that are whole. */
  readonly names: readonly string[];
  readonly choice: HostChoice | undefined;
  /** The one that browsers start. */
  readonly chosen: ChosenHost | undefined;
}

export interface ChosenHost {
  readonly folder: string;
  readonly launcher: string;
  readonly node: string;
  readonly facts: HostFacts | undefined;
}

/** Of a greeting, what is told. */
export interface Greeted {
  readonly host: { readonly version: string };
  readonly store: { readonly sqliteVersion: string | null };
}

export type Ran = { readonly output: string } | { readonly problem: string };

/** What a disk holds, as far as a doctor must know. Nothing throws. */
export interface Disk {
  readonly look: (path: string) => Entry | undefined;
  /** The text of a small file; undefined where it is absent, or cannot be read. */
  readonly text: (path: string) => string | undefined;
  /** The end of a file that may be large. `isWhole`: nothing stands before it. */
  readonly tail: (path: string) => { readonly text: string; readonly isWhole: boolean } | undefined;
  readonly names: (folder: string) => readonly string[];
  /** Where links lead to; the path itself where that cannot be told. */
  readonly realPath: (path: string) => string;
  readonly mayWrite: (path: string) => boolean;
  readonly mayStart: (path: string) => boolean;
  /** The number that Linux gives to a kind of file system. */
  readonly fileSystemType: (path: string) => number | undefined;
  /** Files of an installed host that are not as they were put there. */
  readonly damage: (folder: string, facts: HostFacts) => readonly string[];
}

export interface Entry {
  readonly isFolder: boolean;
  readonly uid: number;
}
