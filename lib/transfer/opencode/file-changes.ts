import { countChanges, createdPatch, patchBetween } from '../../patches/make-patch.ts';
import type { FILE_STATUSES } from '../../protocol/work-shapes.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf, timeOf } from './fields.ts';

type Status = (typeof FILE_STATUSES)[number];

/** What was done to a file, as far as OpenCode tells. */
export interface ToldChange {
  readonly path: string;
  readonly oldPath: string | null;
  readonly status: Status;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string;
  readonly createdAt: string | undefined;
}

/**
 * What a tool did to files: told by itself (`edit`, `apply_patch`, and tools like these), or by what it wrote. `before`: the
 * text that its file had, where that is known.
 */
export function toolChanges(part: Fields, directory: string | undefined, before?: string): readonly ToldChange[] {
  const state = fieldsOf(part['state']);
  if (part['type'] !== 'tool' || state['status'] !== 'completed') return [];
  const [input, metadata, time] = [fieldsOf(state['input']), fieldsOf(state['metadata']), fieldsOf(state['time'])];
  const createdAt = timeOf(time['end']) ?? timeOf(time['start']);
  const named = textOf(input['filePath']) ?? textOf(input['path']);
  return toldDiffs(metadata, named)
    .concat(part['tool'] === 'write' && !hasDiff(metadata) ? written(input, metadata, before) : [])
    .flatMap((diff) => toChange(diff, directory, createdAt) ?? []);
}

/** What a question's whole turn did, which OpenCode sums up beside it; only of files that no tool of the turn told of. */
export function summaryChanges(
  info: Fields,
  directory: string | undefined,
  toldByTools: ReadonlySet<string> | undefined,
): readonly ToldChange[] {
  const createdAt = timeOf(fieldsOf(info['time'])['created']);
  return listOf(fieldsOf(info['summary'])['diffs'])
    .flatMap((diff) => toChange(fieldsOf(diff), directory, createdAt) ?? [])
    .filter(({ path }) => !toldByTools?.has(path));
}

function hasDiff(metadata: Fields): boolean {
  return toldDiffs(metadata, 'any').length > 0;
}

function toldDiffs(metadata: Fields, named: string | undefined): readonly Fields[] {
  const files = listOf(metadata['files'])
    .map(fieldsOf)
    .filter((file) => 'patch' in file || 'diff' in file || 'type' in file);
  if (files.length > 0) return files;
  const several = listOf(metadata['results']).map((result) => fieldsOf(fieldsOf(result)['filediff']));
  const diffs = [fieldsOf(metadata['filediff']), ...several].filter((diff) => textOf(diff['file']) !== undefined);
  if (diffs.length > 0) return diffs;
  const diff = textOf(metadata['diff']);
  return diff === undefined || named === undefined ? [] : [{ file: named, patch: diff }];
}

/** `write` tells no difference: a file that is new is all new, and of one that was there the earlier text may be known. */
function written(input: Fields, metadata: Fields, before: string | undefined): Fields[] {
  const [file, content] = [textOf(input['filePath']), input['content']];
  if (file === undefined || typeof content !== 'string') return [];
  if (metadata['exists'] === false) return [{ file, status: 'added', patch: createdPatch(file, content) }];
  return [{ file, status: 'modified', before, after: content }];
}

const STATUSES: Readonly<Record<string, Status>> = {
  ...{ add: 'created', added: 'created', created: 'created', update: 'modified', modified: 'modified' },
  ...{ delete: 'deleted', deleted: 'deleted', move: 'renamed', renamed: 'renamed' },
};

function toChange(diff: Fields, directory: string | undefined, createdAt: string | undefined): ToldChange | undefined {
  const file = textOf(diff['relativePath']) ?? textOf(diff['filePath']) ?? textOf(diff['file']);
  if (file === undefined) return undefined;
  const moved = textOf(diff['movePath']);
  const path = within(moved ?? file, directory);
  const patch = patchOf(diff, path);
  const told = STATUSES[textOf(diff['status']) ?? textOf(diff['type']) ?? ''];
  const counted = countChanges(patch);
  return {
    path,
    oldPath: moved === undefined ? null : within(file, directory),
    status: moved === undefined ? (told ?? statusIn(patch)) : 'renamed',
    additions: countOf(diff['additions']) ?? counted.additions,
    deletions: countOf(diff['deletions']) ?? counted.deletions,
    patch,
    createdAt,
  };
}

/** Earlier versions tell both texts. */
function patchOf(diff: Fields, path: string): string {
  const told = textOf(diff['patch']) ?? textOf(diff['diff']);
  const { before, after } = diff;
  if (told !== undefined || typeof before !== 'string' || typeof after !== 'string') return told ?? '';
  return patchBetween(path, before, after) ?? '';
}

function statusIn(patch: string): Status {
  const hunks = patch.match(/^@@ .*? @@/gm) ?? [];
  if (hunks.length !== 1) return 'modified';
  if (/^@@ -0,0 /.test(hunks[0] ?? '')) return 'created';
  return / \+0,0 @@$/.test(hunks[0] ?? '') ? 'deleted' : 'modified';
}

/** As it is told within the session's folder, on any system. */
function within(path: string, directory: string | undefined): string {
  const isInside = directory !== undefined && path.startsWith(directory) && /^[\\/]/.test(path.slice(directory.length));
  const inside = isInside ? path.slice(directory.length + 1) : path;
  return /^[A-Za-z]:\\/.test(path) || (isInside && directory.includes('\\')) ? inside.replaceAll('\\', '/') : inside;
}
