import { describe, expect, it } from 'vitest';
import { downloadExport } from '../../../entrypoints/options/download-export.ts';
import { withCode } from '../../contract/rows.ts';
import { createMemoryFolder } from '../../support/embedded/memory-folder.ts';
import { settled } from '../../support/fake-timers.ts';

function open() {
  const folder = createMemoryFolder();
  const saved: unknown[] = [];
  const download = (name: string) => downloadExport(name, folder, (...file) => void saved.push(file));
  return { folder, saved, download };
}

describe('downloadExport', () => {
  it('saves a file that lies there under its name, and removes it', async () => {
    const { folder, saved, download } = open();
    const bytes = new Uint8Array([1, 2, 3]);
    folder.files.set('tides.holdfast', bytes);
    folder.files.set('other.json', bytes);
    await download('tides.holdfast');
    expect(saved).toEqual([['tides.holdfast', bytes, 'application/octet-stream']]);
    await settled();
    expect([...folder.files.keys()]).toEqual(['other.json']);
  });

  it('saves nothing of a file that is gone', async () => {
    const { saved, download } = open();
    await expect(download('tides.holdfast')).rejects.toEqual(withCode('not-found'));
    expect(saved).toEqual([]);
  });

  it('has saved the file also when it cannot be removed', async () => {
    const { folder, saved, download } = open();
    folder.files.set('tides.md', new Uint8Array([1]));
    folder.remove = async () => {
      throw new Error('in use');
    };
    await download('tides.md');
    expect(saved).toHaveLength(1);
  });
});
