import { formatCount } from '../../../lib/format-size.ts';

/** `+3 −1`, with words for who hears it. */
export function Counts({
  of: { additions, deletions },
}: {
  readonly of: { readonly additions: number; readonly deletions: number };
}) {
  return (
    <span class="work-counts">
      <span class="plus">
        <span aria-hidden="true">+{formatCount(additions)}</span>
        <span class="hidden">{additions} added lines</span>
      </span>{' '}
      <span class="minus">
        <span aria-hidden="true">−{formatCount(deletions)}</span>
        <span class="hidden">{deletions} removed lines</span>
      </span>
    </span>
  );
}
