/** What a process did to the files of one folder, in order. Paths are relative to it; '' is the folder itself. */
export type DiskEvent =
  | { readonly kind: 'create' | 'mkdir' | 'unlink' | 'sync'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  /** A message that left on stdout: what was promised by then. */
  | { readonly kind: 'say'; readonly message: Readonly<Record<string, unknown>> };

/** Files of a folder with their bytes, by relative path; undefined = a folder. */
export type FileImages = ReadonlyMap<string, Buffer | undefined>;

/** A process's events after the state they began from, all of which was on disk. */
export interface Recording {
  /** Its own among all that one seed makes. */
  readonly name: string;
  readonly initial: FileImages;
  readonly events: readonly DiskEvent[];
  /** Changes that an earlier process had acknowledged. */
  readonly acknowledgedBefore: readonly string[];
}
