import { parsePatch } from 'diff/lib/patch/parse.js';
import type { FileChange } from '../protocol/work-shapes.ts';

/** Patches in one text, as `git apply` takes them, and the paths of changes that are not in it: they have no diff, or lead out of the folder. */
export interface GitPatch {
  readonly text: string;
  readonly leftOut: readonly string[];
}

type Change = Pick<FileChange, 'path' | 'oldPath' | 'status' | 'patch'>;

/** Puts changes together in the order in which they were made. Paths begin at the folder in which it is to be applied. */
export function gitPatch(changes: readonly Change[]): GitPatch {
  const texts = changes.map((change) => ({ path: change.path, text: oneChange(change) }));
  return {
    text: texts.map(({ text }) => text ?? '').join(''),
    leftOut: texts.filter(({ text }) => text === undefined).map(({ path }) => path),
  };
}

function oneChange({ path, oldPath, status, patch = '' }: Change): string | undefined {
  const [from, to] = [insideFolder(oldPath ?? path), insideFolder(path)];
  const hunks = hunksOf(patch);
  // A new file may be empty, and a renamed one the same.
  if (from === undefined || to === undefined || (hunks === undefined && patch.trim() !== '')) return undefined;
  if (!hunks && (status === 'modified' || status === 'deleted')) return undefined;
  const header = [
    `diff --git ${quoted(`a/${from}`)} ${quoted(`b/${to}`)}`,
    ...(status === 'created' ? ['new file mode 100644', ...(hunks ? [] : ['index 0000000..e69de29'])] : []),
    ...(status === 'deleted' ? ['deleted file mode 100644'] : []),
    ...(status === 'renamed' ? [`rename from ${quoted(from)}`, `rename to ${quoted(to)}`] : []),
  ];
  const files = [
    `--- ${status === 'created' ? '/dev/null' : ended(quoted(`a/${from}`))}`,
    `+++ ${status === 'deleted' ? '/dev/null' : ended(quoted(`b/${to}`))}`,
  ];
  return `${[...header, ...(hunks ? [...files, ...hunks] : [])].join('\n')}\n`;
}

function hunksOf(patch: string): string[] | undefined {
  try {
    const files = parsePatch(patch);
    const hunks = files[0]?.hunks ?? [];
    if (files.length > 1 || hunks.length === 0) return undefined;
    return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => {
      // The library tells the first line of what is not there as the line after.
      const [old, fresh] = [oldLines === 0 ? oldStart - 1 : oldStart, newLines === 0 ? newStart - 1 : newStart];
      return [`@@ -${Math.max(0, old)},${oldLines} +${Math.max(0, fresh)},${newLines} @@`, ...lines];
    });
  } catch {
    return undefined;
  }
}

/** Git takes no path that leads out of its folder; one from the root is taken as within. */
function insideFolder(path: string): string | undefined {
  const inside = path.replace(/^\/+/, '');
  return inside === '' || inside.split('/').some((name) => name === '..' || name === '') ? undefined : inside;
}

/** As git writes names that have quotes, backslashes or controls in them. */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be written otherwise
  if (!/[\u0000-\u001f"\\]/.test(name)) return name;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be written otherwise
  const escaped = name.replace(/[\u0000-\u001f"\\]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}

/** A name with a space ends at a tab. */
function ended(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}
