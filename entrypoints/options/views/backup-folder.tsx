import type { Result } from '../../../lib/protocol/methods.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { formatBytes } from '../format-size.ts';
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
      <Fact name="Free on this disk">{freeBytes === null ? 'unknown' : formatBytes(freeBytes)}</Fact>
      <Fact name="What is kept" isLong>
        The newest of each of the last 7 days, 4 weeks and 6 months, as long as all together take no more than three
        times the store; the newest two in any case. What you made by hand stays until you remove the file.
      </Fact>
    </dl>
  );
}
