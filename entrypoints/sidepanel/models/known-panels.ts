import * as v from 'valibot';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { type CrashRecord, crashRecord } from '../../../lib/recovery/crash-record.ts';
import type { KnownPanels } from '../../../lib/recovery/find-crashes.ts';
import { type PanelRow, panelRow } from '../../../lib/recovery/panel-row.ts';
import type { Environment } from './environment.ts';
import { asAppError } from './remote.ts';

/** Where the page's storage has a record of each panel. */
export const CRASH_RECORDS = 'sidepanel.crash.recovery';

/** The journal is asked again this often, this much later each time, before one goes on without it. */
const TRIES = 4;
const AGAIN_MS = 250;

interface KnownPanelsOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  /** Of the panel that asks. */
  readonly panelId: string;
}

/** What is known of panels, by the journal and by the page's storage. */
export function createKnownPanels({ env, preferences, panelId }: KnownPanelsOptions) {
  const { client, timers } = env;

  /** Undefined: the journal cannot be read. */
  async function read(): Promise<KnownPanels | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        const { panels, living } = await client.call('panels/list', {});
        const rows = panels.flatMap((row) => toRow(row) ?? []);
        const stored = Object.values(preferences.get(CRASH_RECORDS)).flatMap((record) => toStored(record) ?? []);
        return { stored, rows, living: new Set([...living, panelId]) };
      } catch (error) {
        if (tries === TRIES || asAppError(error).code === 'version-mismatch') return undefined;
        await new Promise<void>((resolve) => timers.set(resolve, tries * AGAIN_MS));
      }
    }
  }

  function toRow(row: unknown): PanelRow | undefined {
    const parsed = v.safeParse(panelRow, row);
    return parsed.success ? parsed.output : setAside(row);
  }

  function toStored(record: unknown): CrashRecord | undefined {
    const parsed = v.safeParse(crashRecord, record);
    return parsed.success ? parsed.output : setAside(record);
  }

  /** What cannot be read goes where a person can see it. */
  function setAside(broken: unknown): undefined {
    preferences.setAside(CRASH_RECORDS, JSON.stringify(broken));
    const id = (broken as { panelId?: unknown } | null)?.panelId;
    if (typeof id === 'string') void forget([id]);
  }

  /** Nothing of them is needed any more. A journal that fails costs that it is looked at again. */
  async function forget(panelIds: readonly string[]): Promise<void> {
    const stored = preferences.get(CRASH_RECORDS);
    const left = Object.fromEntries(Object.entries(stored).filter(([id]) => !panelIds.includes(id)));
    if (Object.keys(left).length < Object.keys(stored).length) preferences.set(CRASH_RECORDS, left);
    await client.call('panels/forget', { panelIds: [...panelIds] }).catch(() => {});
  }

  return { read, forget };
}
