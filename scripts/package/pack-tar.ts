import { gzipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { type ArchiveFile, inOrder } from './archive-file.ts';

export interface PackOptions {
  readonly time: Date;
  /** 0: at once. 9: small. */
  readonly level: 0 | 6 | 9;
}

/**
 * A packed tar of files, the same bytes for the same files on every machine. Packed in JavaScript: Node's own zlib has ways
 * of its own for some processors, and promises no bytes.
 */
export async function packTarGz(files: readonly ArchiveFile[], { time, level }: PackOptions): Promise<Uint8Array> {
  const entries = inOrder(files).map(({ path, bytes, isProgram = false }) => ({
    header: {
      name: path,
      type: 'file' as const,
      size: bytes.length,
      mode: isProgram ? 0o755 : 0o644,
      mtime: time,
      // Nobody's: whoever unpacks it owns it.
      uid: 0,
      gid: 0,
      uname: '',
      gname: '',
    },
    body: bytes,
  }));
  return gzipSync(await packTar(entries), { level, mtime: time });
}
