import { describe, expect, it } from 'vitest';
import {
  changeWords,
  momentWords,
  nameOf,
  triggerWords,
} from '../../../../entrypoints/sidepanel/views/snapshot-words.ts';
import type { Snapshot } from '../../../../lib/protocol/snapshot-shapes.ts';

describe('triggerWords', () => {
  it('says why a snapshot was made, also where nobody knows', () => {
    expect(triggerWords({ type: 'replies', count: 7 })).toBe('After 7 replies');
    expect(triggerWords({ type: 'replies', count: 'many' })).toBe('After 5 replies');
    expect(triggerWords({ type: 'before_restore' })).toBe('Before a restore');
    expect(triggerWords({ type: 'constructor' })).toBe('Unknown: constructor');
  });
});

describe('nameOf', () => {
  it('is what somebody called it, else why it was made', () => {
    const trigger = { type: 'interval' };
    expect(nameOf({ description: 'Mine', trigger } as Snapshot)).toBe('Mine');
    expect(nameOf({ description: null, trigger } as Snapshot)).toBe('While you worked');
  });
});

describe('momentWords', () => {
  it('has the day where it is another one, and says where it is none', () => {
    const now = new Date(2026, 0, 31, 15).getTime();
    const words = (...date: [number, number, number, number, number]) =>
      momentWords(new Date(...date).toISOString(), now);
    expect(words(2026, 0, 31, 14, 5)).toMatch(/^0?2:05\sPM$|^14:05$/);
    expect(words(2026, 0, 30, 14, 5)).toMatch(/30.*:05/);
    expect(words(2025, 0, 31, 14, 5)).toMatch(/2025/);
    expect(momentWords('x', now)).toBe('Unknown time');
  });
});

describe('changeWords', () => {
  it('counts what can be counted', () => {
    expect(changeWords({ what: 'messages', from: 12, to: 2000 })).toEqual({
      ...{ label: 'Messages', from: '12', to: '2\u202f000', difference: '+1\u202f988' },
    });
    expect(changeWords({ what: 'balance', from: 3, to: 2.5 })).toEqual({
      ...{ label: 'Balance', from: '$3.00', to: '$2.50', difference: '−$0.50' },
    });
  });

  it('tells texts, and their absence', () => {
    expect(changeWords({ what: 'draft', from: '', to: 'Half' })).toEqual({ label: 'Draft', from: 'empty', to: 'Half' });
    expect(changeWords({ what: 'view', from: 'new', to: 'file-changes' })).toEqual({
      ...{ label: 'View', from: 'conversation', to: 'file changes' },
    });
    expect(changeWords({ what: 'title', from: null, to: 'A' })).toMatchObject({ from: 'none' });
  });

  it('leaves out what is told in another way, or by a later version', () => {
    expect(changeWords({ what: 'session', from: 'a', to: 'b' })).toBeUndefined();
    expect(changeWords({ what: 'toString', from: 'a', to: 'b' })).toBeUndefined();
  });
});
