import { formatCount } from '../../../lib/format-size.ts';
import type { Damage } from '../../../lib/protocol/keeping-shapes.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { momentWords } from '../keeping-words.ts';
import { Fact } from './section.tsx';

/** What became of the store when it was last found damaged. */
export function DamageView({ damage }: { readonly damage: Damage | null }) {
  if (!damage) return <p class="row hint">No damage has ever been found in this store.</p>;
  const { at, cause, quarantine, backup, restored, salvaged, lost } = damage;
  // Of a store in the browser, whose second copy takes the place of a backup.
  const hasFile = quarantine !== '';
  return (
    <>
      <p class={lost > 0 ? 'row warn-text' : 'row'}>
        {lost > 0
          ? 'The store was damaged and repaired. Some rows could not be recovered.'
          : 'The store was damaged and repaired. Nothing is known to be lost.'}
      </p>
      <dl class="facts">
        <Fact name="Found" isLong>
          {momentWords(at)}
        </Fact>
        <Fact name="What was wrong" isLong>
          {cause}
        </Fact>
        <Fact name="Restored" isLong>
          {backup === null
            ? `nothing: there was no ${hasFile ? 'backup' : 'second copy'}`
            : `${formatCount(restored)} rows, from ${hasFile ? 'a backup' : backup}`}
        </Fact>
        {hasFile && <Fact name="Salvaged" isLong>{`${formatCount(salvaged)} rows, from the damaged file`}</Fact>}
        <Fact name="Lost" isLong>
          {lost === 0 ? 'nothing, as far as is known' : `${formatCount(lost)} rows`}
        </Fact>
        {hasFile && backup !== null && (
          <Fact name="Backup" isLong>
            <code>{backup}</code>
          </Fact>
        )}
        {hasFile && (
          <Fact name="Damaged file" isLong>
            <span class="path">
              <code>{quarantine}</code>
              <CopyButton text={quarantine} label="Copy path" iconOnly />
            </span>
          </Fact>
        )}
      </dl>
    </>
  );
}
