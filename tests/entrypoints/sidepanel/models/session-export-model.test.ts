import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionExportModel } from '../../../../entrypoints/sidepanel/models/session-export-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import { deferred, sessionRow } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel } from '../../../support/panel-harness.ts';

const SESSION = sessionRow({ id: 's' });
const FILE = { name: 'tides.json', folder: '/home/ada/Downloads', bytes: 1, counts: { sessions: 1 }, sha256: '00' };

function openExport() {
  const { panel, fake, ...harness } = openPanel();
  const model = panel.modelOf(SessionExportModel);
  const answer = deferred<Result<'data/export'>>();
  fake.answer('data/export', () => answer.promise);
  panel.layout.openExport(SESSION);
  const seen = () => ({ dialog: panel.layout.dialog.value, notice: panel.notices.notice.value?.text });
  return { ...{ fake, model, answer, seen }, [Symbol.dispose]: harness[Symbol.dispose] };
}

describe('SessionExportModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes one session in the chosen form, closes its dialog and says where the file is', async () => {
    using opened = openExport();
    const { fake, model, answer, seen } = opened;
    model.format.value = 'json';
    const writing = model.write(SESSION);
    expect([seen().dialog, model.written.value]).toEqual(['export', SESSION]);
    answer.resolve(FILE);
    await writing;
    expect(fake.paramsOf('data/export')).toEqual([{ format: 'json', sessionIds: ['s'] }]);
    expect(seen()).toEqual({ dialog: undefined, notice: 'tides.json is in /home/ada/Downloads' });
    expect(model.exporting.state.value).toEqual({ state: 'idle' });
  });

  it('shows a failure in its dialog, and tells it where that is closed', async () => {
    using opened = openExport();
    const { model, answer, seen } = opened;
    void model.write(SESSION);
    model.closeDialog();
    expect(model.exporting.state.value.state).toBe('running');
    answer.reject(new AppError('disk-full', 'Full.'));
    await settle();
    expect(seen().notice).toBe(
      'Not exported. There is no room left. Free some space, then try again. Nothing was left half done.',
    );
    expect(model.exporting.state.value).toEqual({ state: 'idle' });
  });
});
