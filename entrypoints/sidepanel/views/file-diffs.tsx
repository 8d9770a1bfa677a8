import { useEffect } from 'preact/hooks';
import { gitPatch } from '../../../lib/patches/git-patch.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import type { ChangedFile, FileChangesModel } from '../models/file-changes-model.ts';
import { DiffView } from './diff-view.tsx';
import { Counts } from './line-counts.tsx';
import { Moment } from './moment.tsx';
import { readFailureWords } from './read-failure.ts';

interface FileDiffsProps {
  readonly file: ChangedFile;
  readonly model: FileChangesModel;
  readonly isSplit: boolean;
}

/** The changes of one file in order, each with its diff. */
export function FileDiffs({ file, model, isSplit }: FileDiffsProps) {
  const remote = model.patches.value.get(file.path);
  // Also when more came in, which forgets what was read.
  useEffect(() => {
    if (!remote) void model.open(file.path);
  }, [remote, model, file.path]);
  if (!remote || remote.state === 'loading') {
    return (
      <p class="work-state late muted" role="status">
        Reading…
      </p>
    );
  }
  if (remote.state === 'failed') {
    return (
      <div class="work-state">
        <p class="danger-text" role="alert">
          {readFailureWords(remote.error, 'file changes')}
        </p>
        <button type="button" class="button small" onClick={() => void model.open(file.path)}>
          Try again
        </button>
      </div>
    );
  }
  const { text } = gitPatch(remote.value);
  return (
    <div class="work-body">
      {remote.value.map(({ id, createdAt, patch = '', oldPath, additions, deletions }, index) => (
        <div key={id} class="work-change">
          <p class="work-facts muted">
            <Moment timestamp={createdAt} />
            <Counts of={{ additions, deletions }} />
            {oldPath !== null && <span class="work-path">from {oldPath}</span>}
          </p>
          <DiffView label={`Diff ${index + 1} of ${file.path}`} patch={patch} isSplit={isSplit} />
        </div>
      ))}
      <div class="work-end">
        <CopyButton
          label={remote.value.length === 1 ? 'Copy patch' : `Copy all ${remote.value.length} patches`}
          text={text === '' ? remote.value.map(({ patch = '' }) => patch).join('\n') : text}
        />
      </div>
    </div>
  );
}
