/** A size in bytes, with three digits at most: `640 B`, `12.3 KB`, `1.5 GB`. A KB is 1,024 bytes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${Number(size.toFixed(digits))} ${units[unit]}`;
}

/** A count with narrow spaces between its thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US').replaceAll(',', '\u202f');
}
