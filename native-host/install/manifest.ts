import * as v from 'valibot';
import { NATIVE_HOST_NAME } from '../../lib/protocol/limits.ts';

/** What a browser reads to find and start a native host. */
export interface HostManifest {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly type: 'stdio';
  readonly allowed_origins: readonly string[];
}

export const MANIFEST_FILE_NAME = `${NATIVE_HOST_NAME}.json`;

/** Also tells what is ours. */
const DESCRIPTION = 'Holdfast: keeps AI conversations in one SQLite file';

/** `launcher` must be an absolute path: browsers on Linux and macOS do not find a relative one. */
export function hostManifest(launcher: string, extensionId: string): HostManifest {
  return {
    name: NATIVE_HOST_NAME,
    description: DESCRIPTION,
    path: launcher,
    type: 'stdio',
    allowed_origins: [`chrome-extension://${extensionId}/`],
  };
}

const fields = v.object({
  path: v.string(),
  description: v.optional(v.unknown()),
  allowed_origins: v.fallback(v.array(v.string()), []),
});

/** What a manifest says, whoever wrote it. */
export type ManifestFields = v.InferOutput<typeof fields>;

/** Undefined where a browser could read nothing of it. */
export function parseManifest(text: string): ManifestFields | undefined {
  try {
    const parsed = v.safeParse(fields, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Ours is what names a launcher of ours; of a launcher that is gone (undefined) only the description is left to tell. */
export function isOurs({ description }: ManifestFields, isLauncherOurs: boolean | undefined): boolean {
  return isLauncherOurs ?? description === DESCRIPTION;
}
