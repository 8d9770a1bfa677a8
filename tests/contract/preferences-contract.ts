import { describe, expect, it } from 'vitest';
import { mirroredPreferences, mirrorPreferences } from '../../lib/store/mirrored-preferences.ts';
import { at } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

const THEME = 'sidepanel.theme';
const UI = 'sidepanel.ui';

export function preferencesContract(openStore: OpenStore): void {
  describe('mirrorPreferences', () => {
    it('keeps each key of each profile by itself', () => {
      const db = openStore();
      const ui = { sidebarCollapsed: true, panelSizes: { sidebar: 1.5 } };
      mirrorPreferences(db, 'p1', {
        [THEME]: { value: 'dark', updatedAt: at(1) },
        [UI]: { value: ui, updatedAt: at(2) },
      });
      mirrorPreferences(db, 'p2', { [THEME]: { value: 'light', updatedAt: at(1) } });
      mirrorPreferences(db, 'p1', { [THEME]: { value: null, updatedAt: at(3) } });
      expect(mirroredPreferences(db, 'p1')).toEqual({
        [THEME]: { value: null, updatedAt: at(3) },
        [UI]: { value: ui, updatedAt: at(2) },
      });
      expect(mirroredPreferences(db, 'p2')).toEqual({ [THEME]: { value: 'light', updatedAt: at(1) } });
    });

    it('never lets an older value win, key by key', () => {
      const db = openStore();
      mirrorPreferences(db, 'p1', {
        [THEME]: { value: 'dark', updatedAt: at(2) },
        [UI]: { value: 1, updatedAt: at(1) },
      });
      mirrorPreferences(db, 'p1', {
        [THEME]: { value: 'light', updatedAt: at(1) },
        [UI]: { value: 2, updatedAt: at(2) },
      });
      expect(mirroredPreferences(db, 'p1')).toEqual({
        [THEME]: { value: 'dark', updatedAt: at(2) },
        [UI]: { value: 2, updatedAt: at(2) },
      });
    });
  });

  describe('mirroredPreferences', () => {
    it('gives those of the profile that told something last when none is named', () => {
      const db = openStore();
      expect(mirroredPreferences(db)).toEqual({});
      mirrorPreferences(db, 'p1', { [THEME]: { value: 'dark', updatedAt: at(5) } });
      mirrorPreferences(db, 'p2', { [THEME]: { value: 'light', updatedAt: at(1) } });
      expect(mirroredPreferences(db)).toEqual({ [THEME]: { value: 'dark', updatedAt: at(5) } });
      expect(mirroredPreferences(db, 'p3')).toEqual({});
    });

    it('prefers a profile that has a model server to a newer one that has none yet', () => {
      const db = openStore();
      const settings = (defaultModel: string, second: number) => ({
        'sidepanel.settings': { value: { version: 1, defaultModel }, updatedAt: at(second) },
      });
      mirrorPreferences(db, 'p1', settings('m', 1));
      mirrorPreferences(db, 'p2', settings('n', 2));
      mirrorPreferences(db, 'p3', { ...settings('', 3), [THEME]: { value: 'light', updatedAt: at(4) } });
      expect(mirroredPreferences(db)).toEqual(settings('n', 2));
    });
  });
}
