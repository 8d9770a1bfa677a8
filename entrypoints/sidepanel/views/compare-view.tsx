import { useModel } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../../../lib/rpc/client.ts';
import { BackIcon } from '../../../lib/ui/icons.tsx';
import { type BranchNode, type Family, forkBetween, treeRows } from '../models/branch-tree.ts';
import { CompareModel } from '../models/compare-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { branchLabel } from './branch-words.ts';
import { ComparedPlaceView } from './compared-place.tsx';
import { readFailureWords } from './read-failure.ts';

/** Two columns of words need this much, px. */
const SIDE_BY_SIDE_PX = 560;

interface CompareViewProps {
  readonly panel: PanelModel;
  readonly family: Family;
  readonly first: BranchNode;
  readonly second: BranchNode;
  readonly onChoose: (first: string, second: string) => void;
  readonly onClose: () => void;
}

/** Two sessions of a family from where they part on: beside each other where there is room, else as one text with marks. */
export function CompareView({ panel, family, first, second, onChoose, onClose }: CompareViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const isWide = useIsWide(box);
  const rows = treeRows(family);
  const ends = `${first.id} ${first.lastPlace} ${second.id} ${second.lastPlace}`;

  useEffect(() => back.current?.focus(), []);

  function choice(label: string, chosen: BranchNode, onChosen: (id: string) => void) {
    return (
      <label class="compare-choice">
        <span class={label.toLowerCase()}>{label}</span>
        <select value={chosen.id} onChange={(event) => onChosen(event.currentTarget.value)}>
          {rows.map(({ node }) => (
            <option key={node.id} value={node.id}>
              {branchLabel(node)}
            </option>
          ))}
        </select>
      </label>
    );
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc leads back from wherever the focus is
    <div
      ref={box}
      class={isWide ? 'compare wide' : 'compare'}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div class="compare-head">
        <button ref={back} type="button" class="button small quiet compare-back" onClick={onClose}>
          <BackIcon />
          All branches
        </button>
        <div class="compare-choices">
          {choice('First', first, (id) => onChoose(id, second.id))}
          {choice('Second', second, (id) => onChoose(first.id, id))}
        </div>
      </div>
      <Differences key={ends} client={panel.env.client} {...{ first, second, isWide }} />
    </div>
  );
}

interface DifferencesProps extends Pick<CompareViewProps, 'first' | 'second'> {
  readonly client: Client;
  readonly isWide: boolean;
}

function Differences({ client, first, second, isWide }: DifferencesProps) {
  const fork = forkBetween(first, second);
  const model = useModel(() => new CompareModel(client, first, second, fork));
  const known = model.comparison.value;
  useEffect(() => void model.load(), [model]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="compare-places" aria-label="Differences" tabIndex={0}>
      <p class="muted compare-shared">{sharedWords(first, second, fork)}</p>
      {known.state === 'loading' && (
        <p class="muted late" role="status">
          Comparing…
        </p>
      )}
      {known.state === 'failed' && (
        <div role="alert">
          <p class="danger-text">{readFailureWords(known.error, 'branches')}</p>
          <button type="button" class="button" onClick={() => void model.load()}>
            Try again
          </button>
        </div>
      )}
      {known.state === 'ready' &&
        known.value.places.map((place) => <ComparedPlaceView key={place.place} {...{ place, isWide }} />)}
      {known.state === 'ready' && known.value.hasMore && (
        <p class="compare-more">
          {model.more.value === 'failed' && <span class="danger-text">The rest could not be read. </span>}
          <button
            type="button"
            class="button"
            disabled={model.more.value === 'loading'}
            onClick={() => void model.loadMore()}
          >
            {model.more.value === 'failed' ? 'Try again' : 'Show more'}
          </button>
        </p>
      )}
    </section>
  );
}

function sharedWords(first: BranchNode, second: BranchNode, fork: number): string {
  if (first === second) return 'Both are the same session. Choose another one.';
  const isAll = Math.max(first.lastPlace, second.lastPlace) === fork;
  const shared =
    fork === 0
      ? 'They have no messages in common.'
      : fork === 1
        ? 'The first message is the same.'
        : `The first ${fork} messages are the same.`;
  return isAll ? `${shared} Neither continues from there.` : shared;
}

function useIsWide(box: { readonly current: HTMLElement | null }): boolean {
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const onResize = new ResizeObserver(() => setWide(element.clientWidth >= SIDE_BY_SIDE_PX));
    onResize.observe(element);
    return () => onResize.disconnect();
  }, []);
  return isWide;
}
