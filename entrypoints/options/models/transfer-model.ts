import { computed, createModel, effect, signal } from '@preact/signals';
import type { Now } from '../../../lib/clock.ts';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { readImport } from '../../../lib/preferences/transfer.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { NoticeModel } from '../../sidepanel/models/notice-model.ts';
import { rememberValues } from './remember-values.ts';

/** A file as the browser hands it to a page. */
export interface ChosenFile {
  readonly name: string;
  text(): Promise<string>;
}

interface TransferOptions {
  readonly preferences: Preferences;
  readonly notices: NoticeModel;
  readonly now: Now;
  readonly saveFile: (name: string, text: string) => void;
}

/** Settings in a file: out of this browser, and from a file into it. */
export const TransferModel = createModel(({ preferences, notices, now, saveFile }: TransferOptions) => {
  /** Whether the file that is written has the keys of model servers. */
  const exportsKeys = signal(false);
  const file = signal<{ readonly name: string; readonly text: string } | undefined>(undefined);
  /** Whether keys of model servers are taken from the file that is read. */
  const importsKeys = signal(false);
  const error = signal<string | undefined>(undefined);
  const changeCount = signal(0);
  /** What the chosen file would change as things are now; undefined while none is chosen. */
  const reading = computed(() => {
    changeCount.value;
    return file.value && readImport(file.value.text, preferences.peek, importsKeys.value);
  });

  effect(() =>
    preferences.watch(() => {
      changeCount.value = changeCount.peek() + 1;
    }),
  );

  function exportFile(): void {
    const exportedAt = formatTimestamp(now());
    const name = `holdfast-settings-${exportedAt.slice(0, 10)}.json`;
    saveFile(name, preferences.exportAll(exportsKeys.peek(), exportedAt));
    notices.show({ text: `${name} is in your downloads.` });
  }

  async function open(chosen: ChosenFile): Promise<void> {
    cancel();
    try {
      file.value = { name: chosen.name, text: await chosen.text() };
    } catch {
      error.value = `${chosen.name} cannot be read.`;
    }
  }

  function cancel(): void {
    file.value = undefined;
    importsKeys.value = false;
    error.value = undefined;
  }

  /** Writes everything that is good in the file, or nothing. */
  function apply(): void {
    const plan = reading.peek();
    if (!plan?.ok) return;
    const { changes } = plan.plan;
    const putBack = rememberValues(
      preferences,
      changes.map(({ key }) => key),
    );
    const written = preferences.importAll(changes);
    if (!written.ok) {
      error.value = FAILURES[written.reason];
      return;
    }
    cancel();
    notices.show({
      text: 'The settings from the file are now in use.',
      action: { label: 'Undo', run: () => undo(putBack) },
    });
  }

  function undo(putBack: ReturnType<typeof rememberValues>): void {
    const { ok } = putBack();
    notices.show({ text: ok ? 'Everything is back as it was.' : 'The browser had no room to put it back.' });
  }

  return { exportsKeys, exportFile, file, importsKeys, reading, error, open, apply, cancel };
});
export type TransferModel = InstanceType<typeof TransferModel>;

const FAILURES = {
  quota: 'Not imported: the browser has no room for all of it, so nothing was changed.',
  unavailable: 'Not imported: the browser does not let Holdfast store anything. Nothing was changed.',
} as const;
