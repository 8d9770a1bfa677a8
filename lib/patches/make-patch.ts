import { createTwoFilesPatch } from 'diff/lib/patch/create.js';

/** Beyond so many steps from one text to the other, finding the shortest way takes longer than anybody waits. */
const MAX_EDITS = 5000;

/** The unified diff of a file that is new, with all of its lines added. */
export function createdPatch(path: string, content: string): string {
  if (content === '') return '';
  const isEnded = content.endsWith('\n');
  const lines = (isEnded ? content.slice(0, -1) : content).split('\n');
  const added = lines.map((line) => `+${line}`).join('\n');
  const end = isEnded ? '' : '\n\\ No newline at end of file';
  return `--- /dev/null\n+++ ${path}\n@@ -0,0 +1,${lines.length} @@\n${added}${end}\n`;
}

/** The unified diff from one text to another; undefined when they differ too much to find one soon. */
export function patchBetween(path: string, before: string, after: string): string | undefined {
  return createTwoFilesPatch(path, path, before, after, undefined, undefined, { context: 3, maxEditLength: MAX_EDITS });
}

/** Added and removed lines of a unified diff; none of anything else. */
export function countChanges(patch: string): { readonly additions: number; readonly deletions: number } {
  let additions = 0;
  let deletions = 0;
  let isInHunk = false;
  for (const line of patch.split('\n')) {
    if (line.startsWith('@@')) isInHunk = true;
    else if (/^(Index: |diff --git )/.test(line)) isInHunk = false;
    else if (isInHunk && line.startsWith('+')) additions += 1;
    else if (isInHunk && line.startsWith('-')) deletions += 1;
  }
  return { additions, deletions };
}
