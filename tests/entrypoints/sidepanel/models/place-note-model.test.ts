import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Place } from '../../../../entrypoints/sidepanel/models/place-model.ts';
import { PlaceNoteModel } from '../../../../entrypoints/sidepanel/models/place-note-model.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel, type PanelHarness } from '../../../support/panel-harness.ts';
import { embeddedPlace } from '../../../support/place.ts';

const NOW = Date.parse('2026-11-26T12:00:00.000Z');
const DAY_MS = 24 * 3600 * 1000;
const SET_UP = {
  'sidepanel.settings': { version: 1, defaultModel: 'm', provider: { baseUrl: 'https://server.example/v1' } },
};
const READY = { state: 'ready', detail: null, engine: 'embedded' } as const;

describe('PlaceNoteModel', () => {
  let harness: PanelHarness;
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => {
    harness[Symbol.dispose]();
    vi.useRealTimers();
  });

  /** A panel over a store in the browser, with what became of the note before. */
  async function open(told = '', place: Place = embeddedPlace()) {
    harness = openPanel({ ...SET_UP, ...(told !== '' && { 'sidepanel.place.note': told }) });
    const { panel, fake } = harness;
    const now = { place };
    fake.answer('store/place', () => now.place);
    const model = panel.modelOf(PlaceNoteModel);
    fake.emit('store/state', READY);
    await settle();
    return {
      model,
      now,
      fake,
      kind: () => model.note.value?.kind,
      told: () => panel.preferences.get('sidepanel.place.note'),
    };
  }

  it('says gently that the history is in the browser, until that is dismissed for good', async () => {
    const { model, kind, told } = await open();
    expect(model.note.value).toEqual({ kind: 'embedded', isFirm: false, store: embeddedPlace().embedded });
    model.dismiss();
    expect([kind(), told()]).toEqual([undefined, 'dismissed']);
    harness[Symbol.dispose]();
    expect((await open('dismissed')).kind()).toBeUndefined();
  });

  it.each([{ messages: 50_001 }, { bytes: 100 * 1024 * 1024 + 1 }])(
    'says it firmly once there is much of it, also to whoever dismissed the gentle one: %j',
    async (much) => {
      const { model } = await open('dismissed', embeddedPlace(much));
      expect(model.note.value).toMatchObject({ kind: 'embedded', isFirm: true });
    },
  );

  it('is put off for a week, and comes back then while the panel is open', async () => {
    const { model, kind, told } = await open('', embeddedPlace({ messages: 60_000 }));
    model.putOff();
    expect([kind(), told()]).toEqual([undefined, '2026-12-03T12:00:00.000Z']);
    await vi.advanceTimersByTimeAsync(7 * DAY_MS - 3600_000);
    expect(kind()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2 * 3600_000);
    expect(model.note.value).toMatchObject({ kind: 'embedded', isFirm: true });
  });

  it('says nothing before anybody was asked anything', async () => {
    const { model, kind } = await open();
    harness.panel.provider.use({ baseUrl: 'https://server.example/v1', model: '', apiKey: '' });
    expect([model.place.place.value?.engine, kind()]).toEqual(['embedded', undefined]);
  });

  it('grows firm while the panel is open', async () => {
    const { model, now } = await open();
    now.place = embeddedPlace({ messages: 50_001 });
    await vi.advanceTimersByTimeAsync(3600_000);
    expect(model.note.value).toMatchObject({ isFirm: true });
  });

  it('says that a host is there as soon as the background knows, and keeps quiet when that is put off', async () => {
    const { model, now, fake, kind } = await open('dismissed');
    now.place = embeddedPlace({}, { isThere: true, reason: null });
    fake.emit('changed', { tables: ['place'], sessionIds: [] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(kind()).toBe('host-found');
    model.putOff();
    expect(kind()).toBeUndefined();
  });

  it('says that a host is gone when it is not back within seconds, and nothing while it is there', async () => {
    const { fake, kind } = await open();
    fake.emit('store/state', { state: 'ready', detail: null, engine: 'native' });
    await vi.advanceTimersByTimeAsync(3600_000);
    expect(kind()).toBeUndefined();
    fake.emit('store/state', { state: 'disconnected', detail: 'exited', engine: 'native' });
    await vi.advanceTimersByTimeAsync(9000);
    expect(kind()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1000);
    expect(kind()).toBe('host-gone');
    fake.emit('store/state', { state: 'ready', detail: null, engine: 'native' });
    expect(kind()).toBeUndefined();
  });

  it('does not take a background that is started again for a host that is gone', async () => {
    const { fake, kind } = await open('dismissed');
    fake.emit('store/state', { state: 'disconnected', detail: 'lost' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(kind()).toBeUndefined();
  });
});
