import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { gitPatch } from '../../../lib/patches/git-patch.ts';
import type { FileChange } from '../../../lib/protocol/work-shapes.ts';
import { saveText } from '../save-text.ts';
import type { Environment } from './environment.ts';
import type { NoticeModel } from './notice-model.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import { createSessionReading } from './session-reading.ts';

/** Rows with their patches in one answer. */
const PAGE = 50;

/** A file with everything that the session did to it, in order. */
export interface ChangedFile {
  readonly path: string;
  /** What became of it from the first change to the last. */
  readonly status: FileChange['status'];
  readonly additions: number;
  readonly deletions: number;
  readonly changes: readonly FileChange[];
}

interface FileChangesOptions {
  readonly env: Environment;
  readonly isReady: ReadonlySignal<boolean>;
  readonly sessionId: ReadonlySignal<string | null>;
  readonly notices: NoticeModel;
}

/** What the session on the screen did to files. Patches are read for a file when it is opened. */
export const FileChangesModel = createModel(({ env, isReady, sessionId, notices }: FileChangesOptions) => {
  const { client } = env;
  const { rows, again } = createSessionReading<FileChange>({
    ...{ env, isReady, sessionId, table: 'file_changes' },
    async readPage(wanted) {
      const page = await client.call('file-changes/list', { ...wanted, patches: false });
      return { rows: page.fileChanges, nextCursor: page.nextCursor };
    },
  });
  const files = computed(() => (rows.value.state === 'ready' ? byFile(rows.value.value) : []));
  const patches = signal<ReadonlyMap<string, Remote<readonly FileChange[]>>>(new Map());
  const isSaving = signal(false);

  // Another session, or more of this one: what is open is read again by who shows it.
  effect(() => {
    void rows.value;
    untracked(() => {
      patches.value = new Map();
    });
  });

  /** Reads the patches of a file, unless they are there or on their way. */
  async function open(path: string): Promise<void> {
    const known = patches.peek().get(path);
    if (known && known.state !== 'failed') return;
    const own = rows.peek();
    put(path, LOADING);
    const found = await readPatches(path).then(ready, failed);
    if (rows.peek() === own) put(path, found);
  }

  function put(path: string, remote: Remote<readonly FileChange[]>): void {
    patches.value = new Map(patches.peek()).set(path, remote);
  }

  async function readPatches(path?: string): Promise<readonly FileChange[]> {
    const id = sessionId.peek();
    const found: FileChange[] = [];
    for (let cursor: string | null | undefined; id !== null && cursor !== null; ) {
      const wanted = { sessionId: id, limit: PAGE, ...(path !== undefined && { path }), ...(cursor && { cursor }) };
      const page: { fileChanges: FileChange[]; nextCursor: string | null } = await client.call(
        'file-changes/list',
        wanted,
      );
      found.push(...page.fileChanges);
      cursor = page.nextCursor;
    }
    return found;
  }

  /** Writes everything that was done as one file for `git apply`. */
  async function saveAll(title: string): Promise<void> {
    if (isSaving.peek()) return;
    isSaving.value = true;
    try {
      const { text, leftOut } = gitPatch(await readPatches());
      if (text === '') notices.show({ text: 'None of these changes has a diff that git can apply.' });
      else saveText(`${fileName(title)}.patch`, text);
      if (text !== '' && leftOut.length > 0) {
        notices.show({ text: `Left out, since they have no diff: ${leftOut.slice(0, 3).join(', ')}${more(leftOut)}` });
      }
    } catch (error) {
      notices.showError('The changes could not be read', error, () => void saveAll(title));
    } finally {
      isSaving.value = false;
    }
  }

  return { rows, files, patches, isSaving, again, open, saveAll };
});
export type FileChangesModel = InstanceType<typeof FileChangesModel>;

/** Files in the order of their paths. */
export function byFile(changes: readonly FileChange[]): ChangedFile[] {
  const groups = Map.groupBy(changes, ({ path }) => path);
  return [...groups]
    .map(([path, all]) => ({
      path,
      status: statusOf(all),
      additions: sum(all, 'additions'),
      deletions: sum(all, 'deletions'),
      changes: all,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

function statusOf(changes: readonly FileChange[]): FileChange['status'] {
  if (changes.at(-1)?.status === 'deleted') return 'deleted';
  if (changes[0]?.status === 'created') return 'created';
  return changes.some(({ status }) => status === 'renamed') ? 'renamed' : 'modified';
}

function sum(changes: readonly FileChange[], key: 'additions' | 'deletions'): number {
  return changes.reduce((all, change) => all + change[key], 0);
}

function fileName(title: string): string {
  const words = title.replace(/[\p{C}\p{Z}/\\:*?"<>|.]+/gu, ' ').trim();
  return [...words].slice(0, 50).join('').trim().replace(/ +/g, '-') || 'session';
}

function more(paths: readonly string[]): string {
  return paths.length > 3 ? ` and ${paths.length - 3} more` : '';
}
