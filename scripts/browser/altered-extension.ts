import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTENSION } from '../repository.ts';

/** A copy of the built extension with another manifest, in `folder`, which it returns. */
export function alteredExtension(folder: string, alter: (manifest: Record<string, unknown>) => object): string {
  cpSync(EXTENSION, folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  writeFileSync(file, JSON.stringify(alter(JSON.parse(readFileSync(file, 'utf8')))));
  return folder;
}

/** The same as if a person had let it talk to any server that it can: no program can click what the browser asks. */
export function allowedExtension(folder: string): string {
  return alteredExtension(folder, (manifest) => ({
    ...manifest,
    host_permissions: ['http://127.0.0.1/*', 'https://*/*'],
  }));
}
