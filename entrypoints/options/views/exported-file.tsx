import { formatBytes } from '../../../lib/format-size.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { pathOf } from '../path-of.ts';
import { rowsInWords } from '../transfer-words.ts';

/** Where a file is that was written, what is in it, and by what it is told from an altered one. */
export function ExportedFile({ file }: { readonly file: Result<'data/export'> }) {
  const { folder, name, bytes, counts, sha256 } = file;
  // Saved by the browser, which does not say where.
  const isDownload = folder === '';
  const path = pathOf(folder, name);
  return (
    <div class="row in-column exported">
      <div role="status">
        <p class="good-text">{isDownload ? `${name} is in your downloads.` : `${name} was written.`}</p>
        <p>
          {formatBytes(bytes)}: {rowsInWords(counts) ?? 'there was nothing to export'}.
        </p>
      </div>
      {!isDownload && (
        <div class="path">
          <code>{path}</code>
          <CopyButton text={path} label="Copy path" iconOnly />
        </div>
      )}
      <details>
        <summary>Checksum</summary>
        <div class="path">
          <code>{sha256}</code>
          <CopyButton text={sha256} label="Copy SHA-256" iconOnly />
        </div>
        <p class="hint">SHA-256 of the file. Imports check the contents automatically.</p>
      </details>
    </div>
  );
}
