import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PanelMoveModel } from '../../../../entrypoints/sidepanel/models/panel-move-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import { deferred } from '../../../support/fake-client.ts';
import { openPanel, type PanelHarness } from '../../../support/panel-harness.ts';

const MOVED = { sessions: 3, messages: 40, removedAfter: '2026-12-26T12:00:00.000Z' };
const PREVIEW = {
  embedded: { sessions: 3, messages: 40, newest: null },
  host: { sessions: 0, messages: 0, newest: null },
  ...{ counts: { sessions: 3 }, existing: {}, differing: [] },
};

describe('PanelMoveModel', () => {
  let harness: PanelHarness;
  beforeEach(() => {
    vi.useFakeTimers();
    harness = openPanel();
    harness.fake.answer('store/move-preview', () => PREVIEW);
  });
  afterEach(() => {
    harness[Symbol.dispose]();
    vi.useRealTimers();
  });

  function open() {
    const { panel } = harness;
    panel.layout.openDialog('place');
    return { ...panel.modelOf(PanelMoveModel), notice: () => panel.notices.notice.value };
  }

  it('looks what would come along, moves, and tells what came of it', async () => {
    const { move } = open();
    await move.preview();
    expect(move.previewing.state.value).toEqual({ state: 'done', value: PREVIEW });
    harness.fake.answer('store/move', () => MOVED);
    await move.move();
    expect([move.previewing.state.value, move.moving.state.value]).toEqual([
      { state: 'idle' },
      { state: 'done', value: MOVED },
    ]);
  });

  it('goes on while the dialog is closed, and tells then what became of it', async () => {
    const { move, closeDialog, notice } = open();
    const answer = deferred<Result<'store/move'>>();
    harness.fake.answer('store/move', () => answer.promise);
    const moved = move.move();
    closeDialog();
    expect([move.moving.state.value.state, notice()]).toEqual(['running', undefined]);
    answer.resolve(MOVED);
    await moved;
    expect(notice()?.text).toBe('Everything is in the host now');
    notice()?.action?.run();
    expect(harness.panel.layout.dialog.value).toBe('place');
  });

  it('says that it failed, for as long as nobody looks', async () => {
    const { move, closeDialog, notice } = open();
    harness.fake.answer('store/move', () => {
      throw new AppError('disconnected', 'gone');
    });
    const moved = move.move();
    closeDialog();
    await moved;
    expect(notice()).toMatchObject({ text: 'Moving to the host did not finish', isLasting: true });
  });

  it('is stopped by a person, and forgets what it looked at when the dialog is closed', async () => {
    const { move, closeDialog } = open();
    harness.fake.answer('store/move', () => new Promise(() => {}));
    const moved = move.move();
    move.moving.stop();
    await moved;
    expect(move.moving.state.value).toMatchObject({ state: 'failed', error: { code: 'cancelled' } });
    closeDialog();
    expect([move.previewing.state.value.state, move.moving.state.value.state]).toEqual(['idle', 'idle']);
  });

  it('does one thing at a time', async () => {
    const { move } = open();
    harness.fake.answer('store/move', () => new Promise(() => {}));
    void move.move();
    await move.preview();
    expect(harness.fake.calls.map(({ method }) => method).filter((method) => method.startsWith('store/'))).toEqual([
      'store/move',
    ]);
  });
});
