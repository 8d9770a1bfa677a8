/** What the system's codes mean for a file or folder, and what to do. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'you may not. Change its permissions or its owner',
  EPERM: 'you may not. Change its permissions or its owner',
  EROFS: 'its disk is read-only. Choose another place, or make the disk writable',
  ENOSPC: 'the disk is full. Free some space, then try again',
  EDQUOT: 'your share of the disk is full. Free some space, then try again',
  ENOENT: 'it is not there. Look at how it is written',
  ENOTDIR: 'a part of its path is a file, not a folder. Choose another place, or move that file away',
  EEXIST: 'something else is in its place. Choose another place, or move that away',
  EISDIR: 'it is a folder. Name a file',
};

/** What went wrong, for a person: what happened, to what, what to do. */
export function errorInWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const words = WORDS[code ?? ''];
  return path === undefined || words === undefined ? error.message : `${path} cannot be used: ${words}.`;
}
