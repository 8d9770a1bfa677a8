import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { List } from './list.tsx';
import { inBlocks, useBlock } from './use-block.ts';
import { pxPerRem } from './use-list-window.ts';

/** Which row of the whole list it is, for its element: what is drawn of a long list says nothing of that. */
export interface ListedRow {
  readonly 'aria-setsize'?: number;
  readonly 'aria-posinset'?: number;
}

interface BlockListProps<T> {
  readonly label: string;
  readonly class?: string;
  readonly rows: readonly T[];
  readonly perBlock: number;
  /** About how high a row is. */
  readonly rowRem: number;
  /** The row that is about to get the focus, wherever it lies. */
  readonly wanted?: number | undefined;
  /** A list item. */
  readonly children: (row: T, index: number, listed: ListedRow) => ComponentChildren;
}

/**
 * A list whose rows may have any height. Of a long one, blocks near what one sees are drawn, each as a list that says which rows of
 * all it has; one of a single block is always drawn whole.
 */
export function BlockList<T>({ label, rows, perBlock, wanted, ...rest }: BlockListProps<T>) {
  const blocks = useMemo(() => inBlocks(rows, perBlock), [rows, perBlock]);
  return blocks.map((block) => (
    <Rows
      key={block.first}
      {...{ ...rest, block, label }}
      count={rows.length}
      isWanted={wanted !== undefined && wanted >= block.first && wanted < block.first + perBlock}
    />
  ));
}

interface RowsProps<T> extends Pick<BlockListProps<T>, 'label' | 'class' | 'rowRem' | 'children'> {
  readonly block: { readonly first: number; readonly rows: readonly T[] };
  readonly count: number;
  readonly isWanted: boolean;
}

function Rows<T>({ block: { first, rows }, count, label, rowRem, isWanted, children, class: name }: RowsProps<T>) {
  const isOnly = rows.length === count;
  const estimatePx = useMemo(() => rows.length * rowRem * pxPerRem(), []);
  const { element, isDrawn, heightPx } = useBlock<HTMLDivElement>({
    ...{ isFirst: first === 0, estimatePx, isWanted: isWanted || isOnly },
  });
  return (
    <div ref={element} style={{ height: isDrawn ? '' : `${heightPx}px` }}>
      {isDrawn && (
        <List class={name} aria-label={isOnly ? label : `${label}, ${first + 1} to ${first + rows.length} of ${count}`}>
          {rows.map((row, place) =>
            children(row, first + place, isOnly ? {} : { 'aria-setsize': count, 'aria-posinset': first + place + 1 }),
          )}
        </List>
      )}
    </div>
  );
}
