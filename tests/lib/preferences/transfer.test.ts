import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferences } from '../../../lib/preferences/preferences.ts';
import { DEFAULT_BASE_URL } from '../../../lib/preferences/schema.ts';
import { type ImportPlan, readImport } from '../../../lib/preferences/transfer.ts';
import { type MemoryStorage, memoryStorage } from '../../support/memory-storage.ts';

const NOON = '2026-01-31T12:00:00.000Z';

describe('export and import of settings', () => {
  let storage: MemoryStorage;
  beforeEach(() => {
    storage = memoryStorage();
    const preferences = createPreferences(storage);
    preferences.set('sidepanel.theme', 'dark');
    preferences.set('sidepanel.auth.token', 'a secret');
    preferences.set('sidepanel.recent.sessions', ['s1']);
    preferences.addRecent('sidepanel.recent.commands', 'New session');
    storage.setItem('sidepanel.ui', 'broken');
    storage.setItem('sidepanelFoo', '"of somebody else"');
  });
  const exported = (includesSecrets: boolean, from = storage) =>
    createPreferences(from).exportAll(includesSecrets, NOON);
  const applyImport = ({ changes }: ImportPlan, into: MemoryStorage) => createPreferences(into).importAll(changes);
  const planOf = (text: string, includesSecrets = false, into = memoryStorage()): ImportPlan => {
    const read = readImport(text, createPreferences(into).peek, includesSecrets);
    if (!read.ok) throw new Error(read.message);
    return read.plan;
  };
  const fileOf = (values: unknown) => JSON.stringify({ format: 'holdfast-settings', version: 1, values });

  it('exports what is good; keys of servers by choice, and never what belongs to this browser', () => {
    const values = { 'sidepanel.theme': 'dark', 'sidepanel.recent.commands': ['New session'] };
    const file = { format: 'holdfast-settings', version: 1, exportedAt: NOON };
    expect(JSON.parse(exported(false))).toEqual({ ...file, values });
    expect(JSON.parse(exported(true))).toEqual({
      ...file,
      values: { ...values, 'sidepanel.auth.token': 'a secret' },
    });
  });

  it('brings all of it into another browser', () => {
    const other = memoryStorage();
    expect(applyImport(planOf(exported(true), true, other), other)).toEqual({ ok: true });
    expect(exported(true, other)).toBe(exported(true));
    expect(planOf(exported(true), true, other)).toEqual({ changes: [], problems: [] });
  });

  it('shows what would change, and lists what it does not take with the reason', () => {
    const text = fileOf({
      'sidepanel.theme': 'light',
      'sidepanel.settings': { version: 1 },
      'sidepanel.unheardOf': 1,
      'sidepanel.auth.token': 'another',
      'sidepanel.unread.sessions': ['s9'],
      __proto__: { theme: 'x' },
      constructor: 'x',
    });
    const { changes, problems } = planOf(text, false, storage);
    expect(changes).toEqual([{ key: 'sidepanel.theme', before: 'dark', after: 'light' }]);
    expect(problems.map(({ key }) => key)).toEqual([
      'sidepanel.settings',
      'sidepanel.unheardOf',
      'sidepanel.auth.token',
      'sidepanel.unread.sessions',
    ]);
    expect(problems.every(({ reason }) => /^[A-Z].*[^ ]$/s.test(reason))).toBe(true);
    expect(storage.getItem('sidepanel.theme')).toBe('"dark"');
  });

  describe('with keys of servers', () => {
    const HERE = 'http://127.0.0.1:1111/v1';
    const THERE = 'https://there.example/v1';
    const settings = (baseUrl: string) => ({ version: 1, defaultModel: 'm', provider: { baseUrl } });
    const withKey = () => memoryStorage({ 'sidepanel.settings': settings(HERE), 'sidepanel.auth.token': 'of here' });
    const keysIn = (into: MemoryStorage) => {
      const preferences = createPreferences(into);
      return [
        preferences.get('sidepanel.settings').provider.baseUrl,
        preferences.get('sidepanel.auth.token'),
        preferences.get('sidepanel.auth.tokens'),
      ];
    };

    it('never gives the key of the server before to the one that comes', () => {
      const into = withKey();
      const plan = planOf(fileOf({ 'sidepanel.settings': settings(THERE) }), false, into);
      expect(plan.changes.map(({ key }) => key)).toEqual([
        'sidepanel.auth.tokens',
        'sidepanel.auth.token',
        'sidepanel.settings',
      ]);
      applyImport(plan, into);
      expect(keysIn(into)).toEqual([THERE, '', { [HERE]: 'of here' }]);
      // And back again.
      applyImport(planOf(fileOf({ 'sidepanel.settings': settings(HERE) }), false, into), into);
      expect(keysIn(into)).toEqual([HERE, 'of here', {}]);
    });

    it('takes the key of the file to its own server, and keeps those that are there', () => {
      const into = withKey();
      const values = { 'sidepanel.settings': settings(THERE), 'sidepanel.auth.token': 'of there' };
      applyImport(planOf(fileOf(values), true, into), into);
      expect(keysIn(into)).toEqual([THERE, 'of there', { [HERE]: 'of here' }]);
    });

    it('takes a key without settings to the first server, and none whose server cannot be read', () => {
      const into = withKey();
      applyImport(planOf(fileOf({ 'sidepanel.auth.token': 'of the first' }), true, into), into);
      expect(keysIn(into)).toEqual([HERE, 'of here', { [DEFAULT_BASE_URL]: 'of the first' }]);
      const broken = fileOf({ 'sidepanel.auth.token': 'whose?', 'sidepanel.settings': {} });
      const plan = planOf(broken, true, into);
      expect([plan.changes, plan.problems.map(({ key }) => key)]).toEqual([
        [],
        ['sidepanel.settings', 'sidepanel.auth.token'],
      ]);
    });
  });

  it('tells who watches, once everything is written', () => {
    const preferences = createPreferences(storage);
    const heard: string[] = [];
    preferences.watch((key, origin) => heard.push(`${key} ${origin} ${preferences.get('sidepanel.theme')}`));
    const text = fileOf({ 'sidepanel.tour.completed': true, 'sidepanel.theme': 'light' });
    preferences.importAll(planOf(text, false, storage).changes);
    expect(heard).toEqual(['sidepanel.tour.completed own light', 'sidepanel.theme own light']);
  });

  it('writes all or nothing, also over a broken value', () => {
    const before = [...storage.items].toSorted();
    const sizes = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`panel-${index}`, index]));
    const text = fileOf({
      'sidepanel.theme': 'system',
      'sidepanel.ui': { sidebarCollapsed: true, lastView: 'new', panelSizes: sizes },
    });
    storage.limit = 150;
    expect(applyImport(planOf(text, false, storage), storage)).toEqual({ ok: false, reason: 'quota' });
    expect([...storage.items].toSorted()).toEqual(before);
  });

  it.each([
    ['nothing', ''],
    ['a cut file', '{"format":"holdfast-settings","version":1,"values":{'],
    ['another file', '{"hello":"world"}'],
    ['a list', '[1,2]'],
    ['a later version', '{"format":"holdfast-settings","version":2,"values":{}}'],
    ['too much', `"${'x'.repeat(6 * 1024 * 1024)}"`],
  ])('says so of %s', (_, text) => {
    const reading = readImport(text, createPreferences(storage).peek, true);
    expect(reading).toMatchObject({ ok: false, reason: 'not-settings' });
  });

  it('writes only what can be read again, whatever the file says', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('dark', 'light', [], {}, true, false, ['a', 'a']));
    const keys = ['theme', 'ui', 'settings', 'auth.token', 'auth.tokens', 'recent.searches', 'help.dismissed', 'x'];
    const values = fc.dictionary(fc.constantFrom(...keys.map((key) => `sidepanel.${key}`)), value);
    fc.assert(
      fc.property(values, (file) => {
        const into = memoryStorage();
        const plan = planOf(fileOf(file), true, into);
        expect(plan.changes.length + plan.problems.length).toBe(Object.keys(file).length);
        expect(applyImport(plan, into)).toEqual({ ok: true });
        const preferences = createPreferences(into);
        preferences.watchTroubles(() => expect.fail('a broken value was written'));
        for (const { key, after } of plan.changes) expect(preferences.get(key)).toEqual(after);
      }),
      { numRuns: 2000 },
    );
  });
});
