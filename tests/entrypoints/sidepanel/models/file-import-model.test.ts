import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileImportModel } from '../../../../entrypoints/sidepanel/models/file-import-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import { deferred } from '../../../support/fake-client.ts';
import { heldFile } from '../../../support/held-file.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel } from '../../../support/panel-harness.ts';

const BUNDLE = heldFile('mine.holdfast', 'PK\u0003\u0004');
const FOUND: Result<'imports/analyze'> = { format: 'bundle', counts: { sessions: 2 }, existing: {}, problems: [] };

function openDropped() {
  const { panel, fake, ...harness } = openPanel();
  const files = panel.modelOf(FileImportModel);
  const analyzed = deferred<Result<'imports/analyze'>>();
  fake.answer('uploads/put', () => ({ bytes: BUNDLE.size }));
  fake.answer('imports/analyze', () => analyzed.promise);
  const seen = () => ({ dialog: panel.layout.dialog.value, notice: panel.notices.notice.value?.text });
  return { ...{ panel, fake, files, analyzed, seen }, [Symbol.dispose]: harness[Symbol.dispose] };
}

describe('FileImportModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows what is dropped; closed before it is decided, nothing is left of it', async () => {
    using opened = openDropped();
    const { files, analyzed, seen } = opened;
    files.take([BUNDLE]);
    analyzed.resolve(FOUND);
    await settle();
    expect([seen(), files.imports.file.value]).toEqual([{ dialog: 'import', notice: undefined }, BUNDLE]);
    files.closeDialog();
    expect([seen(), files.imports.file.value]).toEqual([{ dialog: undefined, notice: undefined }, undefined]);
  });

  it('goes on behind a closed dialog, and tells at its end with the way back', async () => {
    using opened = openDropped();
    const { panel, fake, files, analyzed, seen } = opened;
    files.take([BUNDLE]);
    await settle();
    files.closeDialog();
    analyzed.resolve(FOUND);
    await settle();
    expect(seen()).toEqual({ dialog: undefined, notice: 'The import of mine.holdfast is waiting for you' });
    panel.notices.act();
    expect(seen().dialog).toBe('import');

    const taken = deferred<Result<'data/import'>>();
    fake.answer('data/import', () => taken.promise);
    void files.imports.apply();
    files.closeDialog();
    taken.resolve({ counts: { added: { sessions: 2 }, replaced: {}, skipped: {} }, problems: [], safetyBackup: null });
    await settle();
    expect(seen()).toEqual({ dialog: undefined, notice: 'mine.holdfast was imported' });
  });

  it('tells of a failure behind a closed dialog', async () => {
    using opened = openDropped();
    const { files, analyzed, seen } = opened;
    files.take([BUNDLE]);
    await settle();
    files.closeDialog();
    analyzed.reject(new AppError('invalid', 'It is cut off.'));
    await settle();
    expect(seen().notice).toBe('The import of mine.holdfast is waiting for you');
  });

  it('gives back the place of the question whether to restore', async () => {
    using opened = openDropped();
    const { panel, files, seen } = opened;
    panel.layout.openDialog('restore');
    files.take([heldFile('a', '')]);
    files.take([heldFile('b', '')]);
    await settle();
    expect(seen().dialog).toBe('import');
    files.closeDialog();
    expect(seen().dialog).toBe('restore');
  });
});
