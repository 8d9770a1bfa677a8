import { beforeEach, describe, expect, it } from 'vitest';
import { mirroredValues, noteChange, reconcile } from '../../../lib/preferences/mirror.ts';
import { createPreferences, type Preferences } from '../../../lib/preferences/preferences.ts';
import { memoryStorage } from '../../support/memory-storage.ts';

const THEME = 'sidepanel.theme';
const at = (second: number) => new Date(Date.UTC(2026, 0, 31, 12, 0, second)).toISOString();
const atMs = (second: number) => Date.parse(at(second));

describe('the mirror of preferences', () => {
  let preferences: Preferences;
  beforeEach(() => {
    preferences = createPreferences(memoryStorage());
  });

  function set(second: number): void {
    preferences.set(THEME, 'dark');
    noteChange(preferences, THEME, atMs(second));
  }

  describe('noteChange and mirroredValues', () => {
    it('gives what was changed, with the time of each; null for what was removed', () => {
      set(1);
      preferences.set('sidepanel.help.dismissed', ['a']);
      noteChange(preferences, 'sidepanel.help.dismissed', atMs(2));
      preferences.remove('sidepanel.help.dismissed');
      expect(mirroredValues(preferences)).toEqual({
        [THEME]: { value: 'dark', updatedAt: at(1) },
        'sidepanel.help.dismissed': { value: null, updatedAt: at(2) },
      });
    });

    it('never gives keys of servers or what tells of one store, whatever the revision says', () => {
      preferences.set('sidepanel.auth.token', 'a secret');
      preferences.set('sidepanel.unread.sessions', ['s']);
      const secret = {
        'sidepanel.auth.token': at(1),
        'sidepanel.unread.sessions': at(1),
        'sidepanel.unheardOf': at(1),
      };
      preferences.set('sidepanel.revision', secret);
      expect(mirroredValues(preferences)).toEqual({});
    });

    it('goes on in time when the clock is set back', () => {
      set(5);
      set(3);
      expect(preferences.get('sidepanel.revision')).toEqual({ [THEME]: at(5).replace('000Z', '001Z') });
    });
  });

  describe('reconcile', () => {
    it('takes what is newer in the store, and does not call it a change of its own', () => {
      set(1);
      const origins: string[] = [];
      preferences.watch((key, origin) => origins.push(`${key} ${origin}`));
      const stored = { [THEME]: { value: 'light', updatedAt: at(2) } };
      expect(reconcile(preferences, stored)).toBe(false);
      expect(preferences.get(THEME)).toBe('light');
      expect(origins).toContain(`${THEME} store`);
      expect(mirroredValues(preferences)).toEqual(stored);
      expect(reconcile(preferences, stored)).toBe(false);
    });

    it('removes what was removed', () => {
      set(1);
      reconcile(preferences, { [THEME]: { value: null, updatedAt: at(2) } });
      expect(preferences.get(THEME)).toBe('system');
    });

    it('keeps what is newer here, and says that the store is behind', () => {
      set(3);
      const stored = { [THEME]: { value: 'light', updatedAt: at(2) } };
      expect(reconcile(preferences, stored)).toBe(true);
      expect(preferences.get(THEME)).toBe('dark');
      expect(reconcile(preferences, {})).toBe(true);
    });

    it('gives the store what was set before times were noted, but not over what it has', () => {
      preferences.set(THEME, 'dark');
      expect(reconcile(preferences, {})).toBe(true);
      preferences.remove('sidepanel.revision');
      reconcile(preferences, { [THEME]: { value: 'light', updatedAt: at(2) } });
      expect(preferences.get(THEME)).toBe('light');
    });

    it.each([
      [THEME, 'purple'],
      ['sidepanel.settings', { version: 2 }],
      ['sidepanel.unheardOf', 1],
      ['sidepanel.auth.token', 'of somebody else'],
      ['sidepanel.unread.sessions', ['s']],
    ])('leaves what it cannot take: %s', (key, value) => {
      set(1);
      const before = preferences.exportAll(true, at(9));
      reconcile(preferences, { [key]: { value, updatedAt: at(9) } });
      expect(preferences.exportAll(true, at(9))).toBe(before);
      expect(preferences.get('sidepanel.unread.sessions')).toEqual([]);
    });
  });
});
