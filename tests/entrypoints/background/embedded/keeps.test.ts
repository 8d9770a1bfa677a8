import { describe, expect, it } from 'vitest';
import { openFolderKeep } from '../../../../entrypoints/background/embedded/folder-keep.ts';
import type { ImageHeader, Keep } from '../../../../entrypoints/background/embedded/keep.ts';
import type { LoggedChange } from '../../../../entrypoints/background/embedded/logged-change.ts';
import { createPlaces, digest, type Places } from '../../../support/embedded/places.ts';

const change = (number: number): LoggedChange => ({
  number,
  statements: [
    { sql: 'INSERT INTO t VALUES (?, ?, ?)', params: ['text 🙂', number, new Uint8Array([1, 2])] },
    { sql: 'X' },
  ],
});

async function imageOf(generation: number, number: number, bytes = 40 * 1024) {
  const image = new Uint8Array(bytes).fill(generation);
  const header: ImageHeader = {
    ...{ storeId: 'store', generation, length: bytes, sha256: await digest(image), number, rows: number },
  };
  return { header, image };
}

async function putImage(keep: Keep, generation: number, number: number, bytes?: number) {
  const { header, image } = await imageOf(generation, number, bytes);
  await keep.putImage(header, image);
}

async function logNumbers(keep: Keep) {
  const kept = await keep.load();
  return kept && [kept.header.generation, ...kept.log.map(({ number }) => number)];
}

describe.each([
  ['IndexedDB', (places: Places) => places.first()],
  ['a folder', (places: Places) => places.second()],
])('a store kept in %s', (_, openKeep) => {
  const open = () => openKeep(createPlaces());

  it('is not there at first', async () => {
    const keep = open();
    expect([await keep.load(), await keep.keptTo()]).toEqual([undefined, undefined]);
  });

  it('comes back as an image with the changes since', async () => {
    const places = createPlaces();
    const keep = openKeep(places);
    await putImage(keep, 1, 0);
    await keep.append([change(1), change(2)]);
    await keep.append([change(3)]);
    const { header, image } = await imageOf(1, 0);
    expect(await openKeep(places).load()).toEqual({
      header,
      image,
      log: [change(1), change(2), change(3)],
      lastNumber: 3,
    });
    expect(await keep.keptTo()).toEqual({ storeId: 'store', generation: 1, number: 3 });
  });

  it('keeps images of more than one part', async () => {
    const keep = open();
    await putImage(keep, 1, 0, 33 * 1024 * 1024 + 7);
    expect((await keep.load())?.image.length).toBe(33 * 1024 * 1024 + 7);
  });

  it('keeps two images, and the changes that the older one needs', async () => {
    const keep = open();
    await putImage(keep, 1, 0);
    await keep.append([change(1), change(2)]);
    await putImage(keep, 2, 2);
    await keep.append([change(3)]);
    await putImage(keep, 3, 3);
    await keep.append([change(4)]);
    expect(await logNumbers(keep)).toEqual([3, 4]);
    const damaged = await imageOf(3, 3);
    await keep.putImage({ ...damaged.header, sha256: 'other' }, damaged.image);
    expect(await logNumbers(keep)).toEqual([2, 3, 4]);
  });

  it('stops where a change is missing, and knows that one is', async () => {
    const keep = open();
    await putImage(keep, 1, 0);
    await keep.append([change(1)]);
    await keep.append([change(3)]);
    expect(await keep.load()).toMatchObject({ log: [change(1)], lastNumber: 3 });
  });

  it('is empty again when it was cleared', async () => {
    const keep = open();
    await putImage(keep, 1, 0);
    await keep.append([change(1)]);
    await keep.clear();
    expect([await keep.load(), await keep.keptTo()]).toEqual([undefined, undefined]);
  });
});

describe('openFolderKeep', () => {
  it('joins many small files of the log, and reads what is there twice once', async () => {
    const places = createPlaces();
    const keep = openFolderKeep(places.folder, digest);
    await putImage(keep, 1, 0);
    for (let number = 1; number <= 70; number++) {
      if (number === 64) places.folder.files.set('kept', places.folder.files.get('log-1-1.json') ?? new Uint8Array());
      await keep.append([change(number)]);
    }
    const names = () => [...places.folder.files.keys()].filter((name) => name.startsWith('log-'));
    expect(names()).toEqual([
      'log-1-64.json',
      ...[65, 66, 67, 68, 69, 70].map((number) => `log-${number}-${number}.json`),
    ]);
    places.folder.files.set('log-1-1.json', places.folder.files.get('kept') ?? new Uint8Array());
    expect((await keep.load())?.log).toEqual(Array.from({ length: 70 }, (_, index) => change(index + 1)));
  });

  it('says that it reaches no further than to where a change is missing', async () => {
    const keep = openFolderKeep(createPlaces().folder, digest);
    await putImage(keep, 1, 0);
    await keep.append([change(1), change(2)]);
    await keep.append([change(4)]);
    expect(await keep.keptTo()).toEqual({ storeId: 'store', generation: 1, number: 2 });
  });

  it('passes over files that are no such files any more', async () => {
    const places = createPlaces();
    const keep = openFolderKeep(places.folder, digest);
    await putImage(keep, 1, 0);
    await keep.append([change(1)]);
    await keep.append([change(2)]);
    places.folder.files.set('log-2-2.json', new TextEncoder().encode('{'));
    places.folder.files.set('header-7.json', new Uint8Array(3));
    places.folder.files.set('something else', new Uint8Array(3));
    expect(await logNumbers(keep)).toEqual([1, 1]);
  });
});
