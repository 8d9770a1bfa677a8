import { describe, expect, it } from 'vitest';
import { ExtensionUpdateModel } from '../../../../entrypoints/sidepanel/models/extension-update-model.ts';
import { fakeRuntime } from '../../../support/extension-runtime.ts';
import { createFakeTimers } from '../../../support/fake-timers.ts';

function createTested(status: string | Error = 'no_update') {
  const timers = createFakeTimers();
  const runtime = fakeRuntime();
  runtime.status = status;
  return { timers, runtime, model: new ExtensionUpdateModel({ env: { timers }, runtime }) };
}

describe('ExtensionUpdateModel', () => {
  it.each([
    ['no_update', 'none'],
    ['throttled', 'later'],
    ['a word of a later browser', 'none'],
    [new Error('Autoupdate is not enabled.'), 'impossible'],
  ])('tells what the browser says: %s', async (status, update) => {
    const { model, runtime } = createTested(status);
    expect(model.update.value).toBe('idle');
    const looking = model.look();
    expect(model.update.value).toBe('asking');
    await looking;
    expect([model.update.value, runtime.counts]).toEqual([update, { asked: 1, reloaded: 0 }]);
  });

  it('starts with an update as soon as it was fetched', async () => {
    const { model, runtime, timers } = createTested('update_available');
    await model.look();
    expect([model.update.value, runtime.counts.reloaded]).toEqual(['coming', 0]);
    runtime.fetched();
    expect(runtime.counts.reloaded).toBe(1);
    await timers.advance(60_000);
    expect(runtime.counts.reloaded).toBe(1);
  });

  it('does not wait for ever for the browser to say that it was: it may have had it before', async () => {
    const { model, runtime, timers } = createTested('update_available');
    await model.look();
    await timers.advance(14_999);
    expect(runtime.counts.reloaded).toBe(0);
    await timers.advance(1);
    expect(runtime.counts.reloaded).toBe(1);
  });

  it('asks once at a time, and again when there was none', async () => {
    const { model, runtime } = createTested();
    await Promise.all([model.look(), model.look()]);
    expect(runtime.counts.asked).toBe(1);
    await model.look();
    expect(runtime.counts.asked).toBe(2);
    runtime.status = 'update_available';
    await model.look();
    await model.look();
    expect(runtime.counts.asked).toBe(3);
  });

  it('starts nothing anew that nobody asked for, and nothing once disposed', async () => {
    const { model, runtime, timers } = createTested('update_available');
    runtime.fetched();
    expect(runtime.counts.reloaded).toBe(0);
    await model.look();
    model[Symbol.dispose]();
    runtime.fetched();
    await timers.advance(60_000);
    expect(runtime.counts.reloaded).toBe(0);
  });

  it('loads the extension again when a person says so', () => {
    const { model, runtime } = createTested();
    model.reload();
    expect(runtime.counts).toEqual({ asked: 0, reloaded: 1 });
  });
});
