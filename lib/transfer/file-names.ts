/** Enough to tell a session, few enough for every file system: letters take up to four bytes there. */
const MAX_TITLE_POINTS = 50;

/** Name of an export of several sessions, without its ending. */
export function exportName(timestamp: string): string {
  return `holdfast-${timestamp.slice(0, 10)}-${timestamp.slice(11, 19).replaceAll(':', '')}`;
}

/** Name for one session, without an ending: its day and its title, as every system takes it. */
export function sessionFileName(title: string, createdAt: string): string {
  const words = title
    // Separators, what Windows refuses, controls and marks that turn text around.
    .replace(/[\p{C}\p{Z}/\\:*?"<>|.]+/gu, ' ')
    .trim();
  const short = [...words].slice(0, MAX_TITLE_POINTS).join('').trim().replace(/ +/g, '-');
  return `${createdAt.slice(0, 10)}-${short === '' ? 'session' : short}`;
}

/** Names of one zip or folder, each once: a second one gets `-2`, also where only capitals set them apart. */
export function createUniqueNames(): (name: string, ending: string) => string {
  const taken = new Set<string>();
  return (name, ending) => {
    for (let number = 1; ; number++) {
      const unique = `${number === 1 ? name : `${name}-${number}`}${ending}`;
      if (taken.has(unique.toLowerCase())) continue;
      taken.add(unique.toLowerCase());
      return unique;
    }
  };
}
