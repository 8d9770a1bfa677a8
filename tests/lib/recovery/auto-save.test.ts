import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWriteThrough, startAutoSave } from '../../../lib/recovery/auto-save.ts';
import { createFakeClient } from '../../support/fake-client.ts';
import { panelEnvironment } from '../../support/panel-environment.ts';

const { timers } = panelEnvironment(createFakeClient().client);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An autosave of a text, and what it did. */
function start() {
  const at = { text: 'a', listeners: new Set<() => void>(), beats: 0, cleared: 0 };
  const written: string[] = [];
  const autoSave = startAutoSave({
    timers,
    state: () => ({ text: at.text }),
    subscribe(onChange) {
      at.listeners.add(onChange);
      return () => at.listeners.delete(onChange);
    },
    write: ({ text }) => written.push(text),
    beat: () => at.beats++,
    clear: () => at.cleared++,
  });
  const change = (text: string) => {
    at.text = text;
    for (const listener of at.listeners) listener();
  };
  return { at, written, autoSave, change };
}

describe('startAutoSave', () => {
  it('writes every 30 seconds, but only what changed', () => {
    const { at, written } = start();
    vi.advanceTimersByTime(29_999);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual(['a']);
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual(['a']);
    at.text = 'b';
    vi.advanceTimersByTime(30_000);
    expect(written).toEqual(['a', 'b']);
    expect(at.beats).toBe(4);
  });

  it('writes 5 seconds after the last of several changes', () => {
    const { written, change } = start();
    change('b');
    vi.advanceTimersByTime(4999);
    change('c');
    vi.advanceTimersByTime(4999);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual(['c']);
  });

  it('writes at once when the page is hidden, and only if something changed', () => {
    const { written, autoSave, change } = start();
    autoSave.save();
    autoSave.save();
    expect(written).toEqual(['a']);
    change('b');
    autoSave.save();
    vi.advanceTimersByTime(5000);
    expect(written).toEqual(['a', 'b']);
  });

  it('writes nothing after stop, which removes what was written', () => {
    const { at, written, autoSave, change } = start();
    change('b');
    autoSave.stop();
    change('c');
    autoSave.save();
    vi.advanceTimersByTime(120_000);
    expect([written, at.cleared, at.beats, at.listeners.size]).toEqual([[], 1, 0, 0]);
  });
});

describe('createWriteThrough', () => {
  it('writes once so long after the first change, however many follow', () => {
    const write = vi.fn();
    const through = createWriteThrough(timers, 200, write);
    for (let n = 0; n < 19; n++) {
      through.note();
      vi.advanceTimersByTime(10);
    }
    expect(write).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(write).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('writes now what was noted, and nothing when nothing was', () => {
    const write = vi.fn();
    const through = createWriteThrough(timers, 200, write);
    through.flush();
    expect(write).not.toHaveBeenCalled();
    through.note();
    through.flush();
    vi.advanceTimersByTime(1000);
    expect(write).toHaveBeenCalledTimes(1);
  });
});
