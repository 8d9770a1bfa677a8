import { useModel } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { formatCount } from '../../../lib/format-size.ts';
import { BlockList } from '../../../lib/ui/block-list.tsx';
import { ChevronIcon } from '../../../lib/ui/icons.tsx';
import { Segments } from '../../../lib/ui/segments.tsx';
import { type ChangedFile, FileChangesModel } from '../models/file-changes-model.ts';
import { FileDiffs } from './file-diffs.tsx';
import { Counts } from './line-counts.tsx';
import type { SideViewProps } from './side-view.tsx';
import { useSections } from './use-sections.ts';
import { useIsWide } from './use-width.ts';
import { WorkReading } from './work-reading.tsx';
import './work.css';

/** Two sides beside each other need so much room, in px. */
const SPLIT_FROM = 560;

/** Files that are drawn together, and how high one is that is closed. */
const FILES_PER_BLOCK = 50;
const FILE_REM = 2.5;

type Look = 'unified' | 'split';

/** What the session did to files: a row for each, which opens to its diffs. */
export function FileChangesView({ panel }: SideViewProps) {
  const { env, connection, sessions, notices } = panel;
  const model = useModel(
    () => new FileChangesModel({ env, isReady: connection.isReady, sessionId: sessions.currentId, notices }),
  );
  const view = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const isWide = useIsWide(view, SPLIT_FROM);
  const [look, setLook] = useState<Look>('unified');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const files = model.files.value;
  const { onKeyDown, wanted } = useSections(list, files.length);
  const isAllOpen = files.length > 0 && files.every(({ path }) => opened.has(path));

  const toggle = (path: string) => {
    const next = new Set(opened);
    if (!next.delete(path)) next.add(path);
    setOpened(next);
  };

  return (
    <section ref={view} class="work" aria-label="File changes">
      <WorkReading
        remote={model.rows.value}
        again={model.again}
        subject="file changes"
        isAway={connection.isAway.value}
        none={{
          title: 'No files changed in this session',
          sentences: ['Changes appear here when a session comes from OpenCode,', 'or a program adds them.'],
        }}
      >
        {() => (
          <>
            <div class="work-bar">
              <p class="work-sum">
                {files.length === 1 ? '1 file' : `${formatCount(files.length)} files`} <Counts of={total(files)} />
              </p>
              {isWide && (
                <Segments
                  name="diff-look"
                  legend="Diffs"
                  choices={[
                    ['unified', 'Unified'],
                    ['split', 'Side by side'],
                  ]}
                  value={look}
                  onChoose={setLook}
                />
              )}
              <div class="work-actions">
                <button
                  type="button"
                  class="button small"
                  onClick={() => setOpened(isAllOpen ? new Set() : new Set(files.map(({ path }) => path)))}
                >
                  {isAllOpen ? 'Close all' : 'Open all'}
                </button>
                <button
                  type="button"
                  class="button small"
                  aria-busy={model.isSaving.value}
                  title="One file with all changes in order, for git apply"
                  onClick={() => void model.saveAll(sessions.title.value)}
                >
                  Save as git patch
                </button>
              </div>
            </div>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: keys go from one of its buttons to the next */}
            <div ref={list} class="work-list" onKeyDown={onKeyDown}>
              <BlockList label="Files" rows={files} perBlock={FILES_PER_BLOCK} rowRem={FILE_REM} wanted={wanted}>
                {(file, index, listed) => (
                  <li key={file.path} class="work-item" {...listed}>
                    <button
                      type="button"
                      class="work-head"
                      data-row={index}
                      aria-expanded={opened.has(file.path)}
                      onClick={() => toggle(file.path)}
                    >
                      <ChevronIcon />
                      <span class={`work-tag ${file.status}`}>{file.status}</span>
                      <span class="work-path">{file.path}</span>
                      <Counts of={file} />
                    </button>
                    {opened.has(file.path) && (
                      <FileDiffs file={file} model={model} isSplit={isWide && look === 'split'} />
                    )}
                  </li>
                )}
              </BlockList>
            </div>
          </>
        )}
      </WorkReading>
    </section>
  );
}

function total(files: readonly ChangedFile[]): Pick<ChangedFile, 'additions' | 'deletions'> {
  return files.reduce(
    (all, { additions, deletions }) => ({
      additions: all.additions + additions,
      deletions: all.deletions + deletions,
    }),
    { additions: 0, deletions: 0 },
  );
}
