import type { MirrorModel } from '../models/mirror-model.ts';
import type { NoticeModel } from '../models/notice-model.ts';
import { SettingChanges } from './setting-changes.tsx';
import './kept-settings.css';

interface KeptSettingsProps {
  readonly mirror: MirrorModel;
  readonly notices: NoticeModel;
  /** The settings hold now. */
  readonly onUsed: () => void;
}

const FAILURES = {
  quota: 'The browser has no room left for the settings. Nothing was changed.',
  unavailable: 'The browser does not let Holdfast store settings. Nothing was changed.',
} as const;

/** Where nothing is set up: what the host has kept of an earlier browser or installation. */
export function KeptSettings({ mirror, notices, onUsed }: KeptSettingsProps) {
  const plan = mirror.offer.value;
  if (!plan) return null;

  function use(): void {
    const result = mirror.accept();
    if (!result.ok) return notices.show({ text: FAILURES[result.reason] });
    notices.show({ text: 'Your settings are back. The host never keeps keys of servers: add yours.' });
    onUsed();
    // What is still missing.
    document.getElementById('api-key')?.focus();
  }

  return (
    <section class="kept-settings" aria-labelledby="kept-settings">
      <h2 id="kept-settings">Welcome back</h2>
      <p class="muted">
        Your host has kept the settings of an earlier installation or another browser. Keys of model servers are not
        among them.
      </p>
      <details>
        <summary>What would change</summary>
        <SettingChanges changes={plan.changes} />
      </details>
      <button type="button" class="button primary at-start" onClick={use}>
        Use the settings kept by your host
      </button>
    </section>
  );
}
