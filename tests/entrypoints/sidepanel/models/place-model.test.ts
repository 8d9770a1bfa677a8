import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionModel } from '../../../../entrypoints/sidepanel/models/connection-model.ts';
import { PlaceModel } from '../../../../entrypoints/sidepanel/models/place-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeClient } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';
import { embeddedPlace } from '../../../support/place.ts';

describe('PlaceModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function open() {
    const fake = createFakeClient();
    const connection = new ConnectionModel(fake.client);
    const model = new PlaceModel({ env: panelEnvironment(fake.client), connection });
    return { fake, model };
  }

  it('asks the background at once, whether there is a store or not, and keeps what it knew while that is started again', async () => {
    const { fake, model } = open();
    fake.answer('store/place', () => embeddedPlace());
    fake.emit('store/state', { state: 'disconnected', detail: 'not-installed' });
    await settle();
    expect(model.place.value).toEqual(embeddedPlace());
    fake.answer('store/place', () => {
      throw new AppError('disconnected', 'gone');
    });
    fake.emit('store/state', { state: 'disconnected', detail: 'lost' });
    await settle();
    expect([model.reading.value.state, model.place.value]).toEqual(['failed', embeddedPlace()]);
    model[Symbol.dispose]();
  });

  it('looks for a host when a person says so, and knows where the store is then', async () => {
    const { fake, model } = open();
    fake.answer('store/place', () => embeddedPlace());
    await settle();
    fake.answer('store/look-for-host', () => ({ isThere: true, reason: null }));
    fake.answer('store/place', () => embeddedPlace({}, { isThere: true, reason: null }));
    await model.lookForHost();
    expect(model.looking.state.value).toEqual({ state: 'done', value: { isThere: true, reason: null } });
    expect(model.place.value?.host?.isThere).toBe(true);
    model[Symbol.dispose]();
  });

  it('looks for a host again and again while somebody installs one, as long as the store is in the browser', async () => {
    const { fake, model } = open();
    fake.answer('store/place', () => embeddedPlace());
    fake.answer('store/look-for-host', () => {
      throw new AppError('disconnected', 'The background is started again.');
    });
    const looks = () => fake.paramsOf('store/look-for-host').length;
    fake.emit('store/state', { state: 'ready', detail: null, engine: 'embedded' });
    const stop = model.watchForHost();
    expect(looks()).toBe(0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([looks(), model.looking.state.value]).toEqual([2, { state: 'idle' }]);
    fake.emit('store/state', { state: 'disconnected', detail: 'exited', engine: 'native' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks()).toBe(2);
    fake.emit('store/state', { state: 'ready', detail: null, engine: 'embedded' });
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks()).toBe(2);
    model[Symbol.dispose]();
  });

  it('goes on in the browser by a person’s word, and says when that did not work', async () => {
    const { fake, model } = open();
    fake.answer('store/place', () => ({ engine: 'native', host: { isThere: false, reason: 'lost' }, embedded: null }));
    fake.answer('store/use-embedded', () => {
      throw new AppError('disk-full', 'There is no room.');
    });
    expect([await model.useEmbedded(), model.switching.state.value]).toMatchObject([
      false,
      { state: 'failed', error: { code: 'disk-full' } },
    ]);
    fake.answer('store/use-embedded', () => ({}));
    fake.answer('store/place', () => embeddedPlace());
    expect([await model.useEmbedded(), model.place.value?.engine]).toEqual([true, 'embedded']);
    model[Symbol.dispose]();
  });
});
