import type { ArchiveFile } from './archive-file.ts';

/** How large an archive is, and how much of it each part is before it is packed; the largest first. */
export function sizesInWords(
  packedBytes: number,
  files: readonly ArchiveFile[],
  partOf: (path: string) => string,
): string {
  const parts = Map.groupBy(files, ({ path }) => partOf(path));
  const sizes = [...parts]
    .map(([part, of]) => ({ part, bytes: of.reduce((sum, { bytes }) => sum + bytes.length, 0), count: of.length }))
    .toSorted((a, b) => b.bytes - a.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    `  ${kilobytes(packedBytes)} packed, ${kilobytes(total)} unpacked:`,
    ...sizes.map(
      ({ part, bytes, count }) => `  ${kilobytes(bytes)}  ${part}, ${count} ${count === 1 ? 'file' : 'files'}`,
    ),
  ].join('\n');
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`.padStart(10);
}
