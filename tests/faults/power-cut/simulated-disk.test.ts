import { describe, expect, it } from 'vitest';
import { createRandom } from '../../support/rounds.ts';
import type { DiskEvent } from './disk-events.ts';
import { createSimulatedDisk } from './simulated-disk.ts';

const write = (path: string, offset: number, text: string): DiskEvent => {
  return { kind: 'write', path, offset, bytes: Buffer.from(text) };
};

/** Everything that cuts after these events can leave, each file as text. */
function outcomes(initial: Readonly<Record<string, string>>, events: readonly DiskEvent[]): Set<string> {
  const images = Object.entries(initial).map(([path, text]) => [path, Buffer.from(text)] as const);
  const disk = createSimulatedDisk(new Map(images));
  for (const event of events) disk.apply(event);
  const cuts = Array.from({ length: 500 }, (_, round) => disk.cut(createRandom(1, round)));
  return new Set(cuts.map((files) => [...files].map(([path, bytes]) => `${path}=${bytes ?? '/'}`).join(' ')));
}

describe('createSimulatedDisk', () => {
  it('keeps what was synced, and loses any of what was not', () => {
    const synced = [write('a', 0, 'new'), { kind: 'sync', path: 'a' }] as const;
    expect(outcomes({ a: 'old' }, synced)).toEqual(new Set(['a=new']));
    expect(outcomes({ a: 'old' }, [write('a', 0, 'new')])).toEqual(new Set(['a=old', 'a=new']));
  });

  it('loses an earlier write and keeps a later one', () => {
    const found = outcomes({ a: '..' }, [write('a', 0, '1'), write('a', 1, '2')]);
    expect(found).toEqual(new Set(['a=..', 'a=1.', 'a=.2', 'a=12']));
  });

  it('tears a write between sectors and never within one', () => {
    const found = outcomes({ a: '.'.repeat(1024) }, [write('a', 0, 'x'.repeat(1024))]);
    const [dots, crosses] = ['.'.repeat(512), 'x'.repeat(512)];
    expect(found).toEqual(
      new Set([dots + dots, crosses + crosses, dots + crosses, crosses + dots].map((text) => `a=${text}`)),
    );
  });

  it('keeps a new name only after a sync of its folder', () => {
    const created: DiskEvent[] = [{ kind: 'create', path: 'a' }, write('a', 0, 'new'), { kind: 'sync', path: 'a' }];
    expect(outcomes({}, created)).toEqual(new Set(['', 'a=new']));
    expect(outcomes({}, [...created, { kind: 'sync', path: '' }])).toEqual(new Set(['a=new']));
  });

  it('renames wholly or not at all, and without the bytes that were not synced', () => {
    const renamed: DiskEvent[] = [write('a', 0, 'new'), { kind: 'rename', path: 'a', to: 'b' }];
    expect(outcomes({ a: 'old', b: 'gone' }, renamed)).toEqual(
      new Set(['a=old b=gone', 'a=new b=gone', 'b=old', 'b=new']),
    );
  });

  it('may bring back what was removed, and loses a folder with what is in it', () => {
    expect(outcomes({ a: 'old' }, [{ kind: 'unlink', path: 'a' }])).toEqual(new Set(['', 'a=old']));
    const made: DiskEvent[] = [
      { kind: 'mkdir', path: 'd' },
      { kind: 'create', path: 'd/a' },
      { kind: 'sync', path: 'd' },
    ];
    expect(outcomes({}, made)).toEqual(new Set(['', 'd=/ d/a=']));
  });

  it('may keep a size without its bytes', () => {
    const found = outcomes({ a: '' }, [write('a', 0, 'new')]);
    expect(found).toEqual(new Set(['a=', 'a=new', 'a=\0\0\0']));
  });

  it('goes on after a cut as if there had been none', () => {
    const disk = createSimulatedDisk(new Map([['a', Buffer.from('old')]]));
    disk.apply(write('a', 0, 'new'));
    disk.cut(createRandom(1));
    expect(disk.current()).toEqual(new Map([['a', Buffer.from('new')]]));
  });
});
