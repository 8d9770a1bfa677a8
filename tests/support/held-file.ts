import type { ImportedFile } from '../../entrypoints/options/models/import-model.ts';

/** A file as a browser hands it to a page, made of these bytes. */
export function heldFile(name: string, content: string | Uint8Array<ArrayBuffer>): ImportedFile {
  return Object.assign(new Blob([content]), { name });
}

/** One that the disk does not give any more. */
export function lostFile(name: string, size: number): ImportedFile {
  const lost = () => Promise.reject(new DOMException('The file could not be read.', 'NotReadableError'));
  return { name, size, slice: () => ({ arrayBuffer: lost }), text: lost };
}
