import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTENSION } from '../repository.ts';

/** A copy of the built extension with another manifest, in `folder`, which it returns. What was there is replaced. */
export function alteredExtension(folder: string, alter: (manifest: Record<string, unknown>) => object): string {
  rmSync(folder, { recursive: true, force: true });
  cpSync(EXTENSION, folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  writeFileSync(file, JSON.stringify(alter(JSON.parse(readFileSync(file, 'utf8')))));
  return folder;
}

/** A copy that may talk to every server that the extension can ask for: no program can click what the browser asks. */
export function allowedExtension(folder: string): string {
  return alteredExtension(folder, ({ optional_host_permissions, ...manifest }) => ({
    ...manifest,
    host_permissions: optional_host_permissions,
  }));
}
