import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What the script of the archive uses, on one system or another. */
const USED = ['chmod', 'getconf', 'grep', 'id', 'sha256sum', 'shasum', 'uname', 'xattr'];

/** Makes a folder of a few of the system's programs, for a PATH on which there is no Node. Returns it. */
export function pathWithoutNode(folder: string, names: readonly string[] = USED): string {
  mkdirSync(folder);
  for (const name of names) {
    const program = ['/usr/bin', '/bin'].map((each) => join(each, name)).find((file) => existsSync(file));
    if (program !== undefined) symlinkSync(program, join(folder, name));
  }
  return folder;
}
