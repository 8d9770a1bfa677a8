import { changesInWords } from '../../../lib/preferences/setting-words.ts';
import type { ImportChange } from '../../../lib/preferences/transfer.ts';

/** What would be different: each setting with its value now and then. */
export function SettingChanges({ changes }: { readonly changes: readonly ImportChange[] }) {
  return (
    <dl class="setting-changes">
      {changes.flatMap(changesInWords).map(({ name, before, after }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {before !== undefined && (
              <>
                <del>{before}</del> <span aria-hidden="true">→</span>{' '}
              </>
            )}
            <ins>{after}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
