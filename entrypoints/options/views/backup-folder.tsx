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
      <Fact name="Free disk space" isLong>
        {freeBytes === null ? 'unknown' : formatBytes(freeBytes)}
      </Fact>
      <Fact name="What is kept" isLong>
        Of the automatic backups, the newest of each of the last 7 days, 4 weeks and 6 months, and for a week those made
        before a change; in total no more than three times what the store took within a month, but always the newest
        two. Backups you make stay until you delete the file.
      </Fact>
    </dl>
  );
}
