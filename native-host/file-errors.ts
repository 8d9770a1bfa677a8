import { AppError } from '../lib/protocol/errors.ts';

const FULL = ['ENOSPC', 'EDQUOT'];
const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];

/** What the system said of a file in `folder`, in our words where there are some. */
export function fileError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL.includes(code)) {
    return new AppError('disk-full', `The disk is full: no room in ${folder}. Free some space, then try again.`, {
      cause: error,
    });
  }
  if (FORBIDDEN.includes(code)) {
    return new AppError(
      'read-only',
      `${folder} cannot be written to. Change its permissions, or choose another folder.`,
      {
        cause: error,
      },
    );
  }
  return error;
}
