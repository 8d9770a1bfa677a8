import type { ComponentChildren } from 'preact';
import type { Result } from '../../../lib/protocol/methods.ts';
import { useFocusIfLost } from '../../../lib/ui/use-focus-if-lost.ts';
import { importOutcome, rowsInWords } from '../transfer-words.ts';
import { ImportProblems } from './import-problems.tsx';

interface ImportResultProps {
  /** Of the file. */
  readonly name: string;
  /** What was seen in it before. */
  readonly found: Result<'imports/analyze'>;
  readonly result: Result<'data/import'>;
  readonly onClose: () => void;
  /** What leads to the backups from this page. */
  readonly toBackups: ComponentChildren;
}

/** What an import changed, and how to go back. */
export function ImportResult({ name, found, result, onClose, toBackups }: ImportResultProps) {
  const { counts, problems, safetyBackup } = result;
  const added = rowsInWords(counts.added);
  const replaced = rowsInWords(counts.replaced);
  const skipped = rowsInWords(counts.skipped);
  const button = useFocusIfLost<HTMLButtonElement>();
  return (
    <div class="row in-column">
      <div class="import-result" role="status">
        <p class="good-text">{importOutcome(name, found, counts)}</p>
        {added && <p>Added: {added}.</p>}
        {replaced && <p>Replaced: {replaced}.</p>}
        {skipped && (added || replaced) && <p>Unchanged: {skipped}.</p>}
      </div>
      <ImportProblems problems={problems} />
      {safetyBackup !== null && (
        <p class="hint">
          To undo this, restore the backup made just before: <code>{safetyBackup}</code>
        </p>
      )}
      <div class="form-end">
        <button ref={button} type="button" class="button" onClick={onClose}>
          Done
        </button>
        {safetyBackup !== null && toBackups}
      </div>
    </div>
  );
}
