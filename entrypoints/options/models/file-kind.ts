/** What a file is by its first bytes, whatever it is called. `json`: any but that of settings; `other`: nothing that is imported. */
export type FileKind = 'settings' | 'bundle' | 'json' | 'store' | 'empty' | 'other';

/** Enough to come to the word by which a file of ours says what it is. */
const HEAD_BYTES = 4096;

/** A file as the browser hands it to a page. */
export interface SlicedFile {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Looks at the beginning of a file. Rejects when it cannot be read. */
export async function fileKind(file: SlicedFile): Promise<FileKind> {
  if (file.size === 0) return 'empty';
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const text = new TextDecoder().decode(head).trimStart();
  if (text.startsWith('PK\u0003\u0004')) return 'bundle';
  if (text.startsWith('SQLite format 3\0')) return 'store';
  if (!/^[[{]/.test(text)) return 'other';
  // Its first letters, so that one that is cut off is told from other files, too.
  return /^\{\s*"format"\s*:\s*"holdfast-set/.test(text) ? 'settings' : 'json';
}
