const MARK = Buffer.from('GLIBC_');

/** The newest version of glibc that one of these programs was made for, such as `2.34`; empty where none names any. */
export function newestGlibc(programs: readonly Uint8Array[]): string {
  const versions = programs.flatMap(versionsIn);
  const [newest] = versions.toSorted((a, b) => compare(b, a));
  return newest ?? '';
}

function versionsIn(program: Uint8Array): string[] {
  const bytes = Buffer.from(program.buffer, program.byteOffset, program.byteLength);
  const found = new Set<string>();
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
    // Names of symbols end with a zero.
    const version = /^(\d+\.\d+)(?:\.\d+)?\0/.exec(bytes.toString('latin1', at + MARK.length, at + MARK.length + 12));
    if (version?.[1] !== undefined) found.add(version[1]);
  }
  return [...found];
}

function compare(a: string, b: string): number {
  const [[majorA = 0, minorA = 0], [majorB = 0, minorB = 0]] = [a, b].map((version) =>
    version.split('.').map(Number),
  ) as [number[], number[]];
  return majorA - majorB || minorA - minorB;
}
