import { describe, expect, it } from 'vitest';
import { HostFailureModel } from '../../../../entrypoints/sidepanel/models/host-failure-model.ts';
import type { HostFailure } from '../../../../lib/protocol/shapes.ts';
import { settled } from '../../../support/fake-timers.ts';
import { openPanel } from '../../../support/panel-harness.ts';

const FAILURE: HostFailure = { at: '2026-11-26T14:02:00.000Z', message: 'a part of it is missing', wasRunning: false };

function createTested(failures: (HostFailure | Error)[]) {
  const harness = openPanel();
  const { fake, panel } = harness;
  fake.answer('store/host-failure', () => {
    const next = failures.shift() ?? null;
    if (next instanceof Error) throw next;
    return { failure: next };
  });
  panel.modelOf(HostFailureModel);
  return { harness, fake, panel };
}

describe('HostFailureModel', () => {
  it('tells in a notice that stays, each time that a host runs again and there is something to tell', async () => {
    const { harness, fake, panel } = createTested([FAILURE]);
    using _ = harness;
    expect(fake.paramsOf('store/host-failure')).toEqual([]);
    fake.emit('store/state', { state: 'ready', detail: null });
    await settled();
    expect(panel.notices.notice.value).toEqual({
      text: expect.stringMatching(/^The host could not start .*: a part of it is missing\. It runs again\.$/),
      isLasting: true,
    });
    panel.notices.dismiss();
    fake.emit('store/state', { state: 'disconnected', detail: 'exited' });
    fake.emit('store/state', { state: 'ready', detail: null });
    await settled();
    expect([fake.paramsOf('store/host-failure').length, panel.notices.notice.value]).toEqual([2, undefined]);
  });

  it('asks nothing while the store is in the browser, and says nothing of an answer that does not come', async () => {
    const { harness, fake, panel } = createTested([new Error('No.')]);
    using _ = harness;
    fake.emit('store/state', { state: 'ready', detail: null, engine: 'embedded' });
    await settled();
    expect(fake.paramsOf('store/host-failure')).toEqual([]);
    fake.emit('store/state', { state: 'ready', detail: null, engine: 'native' });
    await settled();
    expect([fake.paramsOf('store/host-failure').length, panel.notices.notice.value]).toEqual([1, undefined]);
  });
});
