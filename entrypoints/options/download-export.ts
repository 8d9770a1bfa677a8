import { AppError } from '../../lib/protocol/errors.ts';
import { type Folder, openPrivateFolder } from '../background/embedded/folder.ts';
import { EXPORTS_FOLDER } from '../background/embedded/transfer/folder-names.ts';
import { saveFile } from './save-file.ts';

/** Lets the browser keep a file that its background worker wrote among the downloads. Errors: `not-found` when it is gone. */
export async function downloadExport(
  name: string,
  folder: Folder = openPrivateFolder(() => navigator.storage.getDirectory(), EXPORTS_FOLDER),
  save: typeof saveFile = saveFile,
): Promise<void> {
  const bytes = await folder.read(name);
  if (!bytes) throw new AppError('not-found', `${name} is no longer there. Export it again.`);
  // Of a type that has no ending of its own, which the browser would add to the name.
  save(name, bytes as Uint8Array<ArrayBuffer>, 'application/octet-stream');
  // What was saved is a copy. Nobody waits for this; one that stays goes with the next export.
  folder.remove(name).catch(() => {});
}
