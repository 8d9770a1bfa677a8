import { formatCount } from '../../../lib/format-size.ts';
import { type Quarantined, reasonNotToRestore } from '../../../lib/preferences/quarantine.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import type { QuarantineModel } from '../models/quarantine-model.ts';
import { storedName } from '../stored-name.ts';

const SHOWN_LINES = 3;
const SHOWN_LENGTH = 240;
const MASK = '••••••••';

/** Values that were set aside, each with what can be done with it. */
export function QuarantineView({ quarantine }: { readonly quarantine: QuarantineModel }) {
  const list = quarantine.list.value;
  if (list.length === 0) return <p class="row hint">Nothing was set aside.</p>;
  return (
    <>
      {list.map((quarantined) => (
        <Entry key={quarantined.key} quarantined={quarantined} quarantine={quarantine} />
      ))}
    </>
  );
}

interface EntryProps {
  readonly quarantined: Quarantined;
  readonly quarantine: QuarantineModel;
}

function Entry({ quarantined, quarantine }: EntryProps) {
  const { key, text } = quarantined;
  const reason = reasonNotToRestore(quarantined);
  const name = storedName(key);
  return (
    <section class="row in-column" aria-label={name}>
      <p class="row-title">
        {name} <code class="muted">{key}</code>
      </p>
      <pre class="set-aside">{isSecret(key) ? MASK : firstLines(text)}</pre>
      <p class="hint">
        {text.length === 1 ? '1 character.' : `${formatCount(text.length)} characters.`}{' '}
        {reason === undefined ? 'This version can read it.' : `It cannot be restored: ${reason}`}
      </p>
      <div class="form-end">
        <button
          type="button"
          class="button"
          disabled={reason !== undefined}
          onClick={() => quarantine.restore(quarantined)}
        >
          Restore
        </button>
        <CopyButton text={text} label="Copy" />
        <button type="button" class="button quiet" onClick={() => quarantine.remove(quarantined)}>
          Delete
        </button>
      </div>
    </section>
  );
}

function isSecret(key: string): boolean {
  return key.startsWith('sidepanel.auth.');
}

function firstLines(text: string): string {
  const shown = text.split('\n').slice(0, SHOWN_LINES).join('\n').slice(0, SHOWN_LENGTH);
  return shown.length < text.length ? `${shown}…` : shown;
}
