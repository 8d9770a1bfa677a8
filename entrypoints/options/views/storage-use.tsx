import { formatBytes } from '../../../lib/format-size.ts';
import { STORAGE_CAPACITY, type StorageUsage } from '../../../lib/preferences/storage-usage.ts';
import { storedName } from '../stored-name.ts';

/** The browser keeps two bytes for each UTF-16 unit. */
const UNIT_BYTES = 2;

/** How full the browser's storage is, and with what. */
export function StorageUse({ usage }: { readonly usage: StorageUsage }) {
  const percent = Math.ceil(usage.share * 1000) / 10;
  return (
    <div class="row in-column">
      <p class="use-words">
        <span>
          {formatBytes(usage.length * UNIT_BYTES)} of {formatBytes(STORAGE_CAPACITY * UNIT_BYTES)}
        </span>
        <span class="muted">{percent} %</span>
      </p>
      <meter class="use" aria-label="Storage used" min={0} max={100} high={80} value={percent} />
      <table class="use-keys" hidden={usage.keys.length === 0}>
        <thead class="hidden">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Key</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {usage.keys.map(({ key, length }) => (
            <tr key={key}>
              <td>{storedName(key)}</td>
              <td>
                <code>{key}</code>
              </td>
              <td>{formatBytes(length * UNIT_BYTES)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
