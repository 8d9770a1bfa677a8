import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { UnreadModel } from '../../../../entrypoints/sidepanel/models/unread-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { MAX_UNREAD_SESSIONS } from '../../../../lib/preferences/schema.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';

/** Panels of one browser: what one writes the others hear, as pages do of `localStorage`. */
function createBrowser() {
  const storage = memoryStorage();
  const hearers = new Map<object, (key: string | null) => void>();
  return function openPanel(openFirst: string | null) {
    const self = {};
    const own = {
      ...storage,
      setItem(key: string, value: string) {
        storage.setItem(key, value);
        for (const [other, hear] of hearers) if (other !== self) hear(key);
      },
    };
    const currentId = signal(openFirst);
    const preferences = createPreferences(own, (hear) => hearers.set(self, hear));
    const unread = new UnreadModel(preferences, currentId);
    return { currentId, unread, ids: () => [...unread.ids.value] };
  };
}

describe('UnreadModel', () => {
  it('marks a session whose reply ended while another one was shown, until it is opened', () => {
    const openPanel = createBrowser();
    const [panel, other] = [openPanel('shown'), openPanel(null)];
    const seenByOther: string[][] = [];
    other.unread.ids.subscribe((ids) => seenByOther.push([...ids]));
    panel.unread.replyEnded('shown');
    expect(seenByOther).toEqual([[]]);
    panel.unread.replyEnded('other');
    expect(panel.ids()).toEqual(['other']);
    panel.currentId.value = 'other';
    expect(panel.ids()).toEqual([]);
    panel.currentId.value = null;
    expect(panel.ids()).toEqual([]);
  });

  it('keeps the marks over the end of a panel', () => {
    const openPanel = createBrowser();
    openPanel(null).unread.replyEnded('s');
    expect(openPanel(null).ids()).toEqual(['s']);
    expect(openPanel('s').ids()).toEqual([]);
  });

  it('follows other panels: what one of them shows is read', () => {
    const openPanel = createBrowser();
    const [away, here] = [openPanel(null), openPanel('s')];
    for (const { unread } of [away, here]) unread.replyEnded('s');
    expect([away.ids(), here.ids()]).toEqual([[], []]);
    for (const { unread } of [here, away]) unread.replyEnded('t');
    expect([away.ids(), here.ids()]).toEqual([['t'], ['t']]);
    here.currentId.value = 't';
    expect([away.ids(), here.ids()]).toEqual([[], []]);
  });

  it('keeps the newest of many', () => {
    const panel = createBrowser()(null);
    for (let index = 0; index <= MAX_UNREAD_SESSIONS; index += 1) panel.unread.replyEnded(`s${index}`);
    panel.unread.replyEnded('s50');
    expect([panel.ids().length, panel.ids()[0], panel.ids().includes('s0')]).toEqual([
      MAX_UNREAD_SESSIONS,
      's50',
      false,
    ]);
  });
});
