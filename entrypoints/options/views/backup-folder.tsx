import { formatBytes } from '../../../lib/format-size.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { Fact } from './section.tsx';

/** Where the copies are, what room there is, and which ones stay. */
export function BackupFolder({ found: { folder, freeBytes } }: { readonly found: Result<'backups/list'> }) {
  return (
    <dl class="facts">
      <Fact name="Folder" isLong>
        <span class="path">
          <code>{folder}</code>
          <CopyButton text={folder} label="Copy path" iconOnly />
        </span>
      </Fact>
      <Fact name="Free on this disk" isLong>
        {freeBytes === null ? 'unknown' : formatBytes(freeBytes)}
      </Fact>
      <Fact name="What is kept" isLong>
        Of those made by themselves, the newest of each of the last 7 days, 4 weeks and 6 months, and for a week those
        from before a change; all together no more than three times what the store took within a month, but the newest
        two in any case. Those that you made stay until you remove the file.
      </Fact>
    </dl>
  );
}
