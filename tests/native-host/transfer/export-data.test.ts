import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Entry, openPromise } from 'yauzl';
import { trashSession, updateSession } from '../../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { TABLE_NAMES } from '../../../lib/transfer/tables.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { exportData } from '../../../native-host/transfer/export-data.ts';
import { addMessage, addSession, withCode } from '../../contract/rows.ts';
import { dataOf, exported, imported, pathsAround, placeAt, using } from '../../support/transfer.ts';

function pathsWith(fill: (db: SqlDatabase) => void): DataPaths {
  const paths = pathsAround();
  using(paths.database, (db) => db.transaction(() => fill(db)));
  return paths;
}

function addTalks(db: SqlDatabase): void {
  for (const id of ['s1', 's2']) {
    addSession(db, id, { title: `Talk: ${id}` });
    addMessage(db, id, `${id} q`, { content: 'Question' });
    addMessage(db, id, `${id} a`, { role: 'assistant', content: '```js\ncode\n```', toolCalls: [{ a: 1 }] });
  }
  addSession(db, 'gone', { title: 'Gone' });
  trashSession(db, 'gone', '2026-01-31T12:00:00.000Z');
}

/** Every entry of a zip file, unpacked. */
async function unzip(file: string): Promise<Record<string, string>> {
  const zip = await openPromise(file, { autoClose: false });
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  const texts: Record<string, string> = {};
  for (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    texts[entry.fileName] = Buffer.concat(chunks).toString();
  }
  zip.close();
  return texts;
}

const filesIn = ({ downloads }: DataPaths) => (existsSync(downloads) ? readdirSync(downloads).toSorted() : []);

describe('exportData', () => {
  it('writes a bundle whose manifest says what is in it', async () => {
    const paths = pathsWith(addTalks);
    const done = await exportData({ format: 'bundle' }, placeAt(paths));
    const file = join(done.folder, done.name);
    const bytes = readFileSync(file);
    expect(done).toEqual({
      name: 'holdfast-2026-11-25-213000.holdfast',
      folder: paths.downloads,
      bytes: bytes.length,
      counts: { sessions: 3, messages: 4 },
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    if (process.platform !== 'win32') expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    const { 'manifest.json': manifest = '', ...parts } = await unzip(file);
    const told = JSON.parse(manifest);
    expect(told).toMatchObject({ format: 'holdfast-bundle', formatVersion: 1, scope: 'complete' });
    expect(told.parts).toEqual(
      Object.entries(parts).map(([name, text]) => ({
        name,
        table: name.replace(/^tables\/|\.jsonl$/g, ''),
        rows: text.split('\n').length - 1,
        bytes: Buffer.byteLength(text),
        sha256: createHash('sha256').update(text).digest('hex'),
      })),
    );
    expect(Object.keys(parts)).toHaveLength(TABLE_NAMES.length);
  });

  it('never overwrites: a name that is taken gets a number', async () => {
    const paths = pathsWith(addTalks);
    mkdirSync(paths.downloads);
    writeFileSync(join(paths.downloads, 'holdfast-2026-11-25-213000.holdfast'), 'mine');
    await exported(paths);
    await exported(paths);
    expect(filesIn(paths)).toEqual([
      'holdfast-2026-11-25-213000-2.holdfast',
      'holdfast-2026-11-25-213000-3.holdfast',
      'holdfast-2026-11-25-213000.holdfast',
    ]);
    expect(readFileSync(join(paths.downloads, 'holdfast-2026-11-25-213000.holdfast'), 'utf8')).toBe('mine');
    const exact = { folder: paths.downloads, name: 'mine.holdfast', ending: '', isExact: true };
    await exportData({ format: 'bundle' }, placeAt(paths), exact);
    await expect(exportData({ format: 'bundle' }, placeAt(paths), exact)).rejects.toEqual(withCode('conflict'));
    expect(filesIn(paths)).toHaveLength(4);
  });

  it('has everything as it was at one moment, while others write', async () => {
    const paths = pathsWith((db) => {
      addSession(db, 's1');
      for (let index = 0; index < 3000; index++) addMessage(db, 's1', `m${index}`, { content: 'x'.repeat(1000) });
    });
    const before = using(paths.database, dataOf);
    const place = placeAt(paths);
    let wrote = 0;
    await exportData(
      { format: 'bundle' },
      {
        ...place,
        async pause() {
          using(paths.database, (db) => db.transaction(() => addMessage(db, 's1', `late ${++wrote}`)));
          using(paths.database, (db) => updateSession(db, 's1', { title: 'Changed' }));
        },
      },
    );
    expect(wrote).toBeGreaterThan(1);
    const into = pathsAround();
    expect((await imported(into, join(paths.downloads, filesIn(paths)[0] ?? ''))).problems).toEqual([]);
    expect(using(into.database, dataOf)).toEqual(before);
  });

  it('leaves nothing when it is cancelled or a session is not there', async () => {
    const paths = pathsWith((db) => {
      addSession(db, 's1');
      for (let index = 0; index < 300; index++) addMessage(db, 's1', `m${index}`, { content: 'x'.repeat(10_000) });
    });
    for (const format of ['bundle', 'json', 'markdown'] as const) {
      await expect(
        exportData(
          { format },
          placeAt(paths, () => true),
        ),
      ).rejects.toEqual(withCode('cancelled'));
      await expect(exportData({ format, sessionIds: ['s1', 'none'] }, placeAt(paths))).rejects.toEqual(
        withCode('not-found'),
      );
    }
    expect(filesIn(paths)).toEqual([]);
  });

  it('removes what an export left that was killed, and nothing else', async () => {
    const paths = pathsWith(addTalks);
    mkdirSync(paths.downloads);
    // No system gives this number.
    const names = [
      'a.holdfast.999999999.partial',
      `b.json.${process.pid}.partial`,
      'c.exe.999999999.partial',
      'd.partial',
    ];
    for (const name of names) writeFileSync(join(paths.downloads, name), '');
    await exported(paths, 'json');
    expect(filesIn(paths)).toEqual([...names.slice(1), 'holdfast-2026-11-25-213000.json']);
  });

  it('says so when the folder cannot be written to', async () => {
    const paths = pathsWith(addTalks);
    writeFileSync(paths.downloads, 'a file');
    await expect(exportData({ format: 'json' }, placeAt(paths))).rejects.toEqual(withCode('read-only'));
    rmSync(paths.downloads);
    await expect(exportData({ format: 'json' }, placeAt(paths))).resolves.toMatchObject({ counts: { sessions: 2 } });
  });

  it('writes sessions as JSON, those in the trash only when they are named', async () => {
    const paths = pathsWith(addTalks);
    const all = JSON.parse(readFileSync(await exported(paths, 'json'), 'utf8'));
    expect(all).toMatchObject({
      format: 'holdfast-json',
      formatVersion: 1,
      exportedAt: '2026-11-25T21:30:00.000Z',
      sessions: [
        {
          id: 's1',
          title: 'Talk: s1',
          messages: [
            { id: 's1 q', role: 'user', content: 'Question', sequence: 1 },
            { id: 's1 a', toolCalls: [{ a: 1 }] },
          ],
        },
        { id: 's2' },
      ],
    });
    expect(all.sessions).toHaveLength(2);
    const named = await exported(paths, 'json', ['gone', 'gone']);
    expect(named).toBe(join(paths.downloads, '2026-01-31-Gone.json'));
    expect(JSON.parse(readFileSync(named, 'utf8')).sessions).toMatchObject([{ id: 'gone', messages: [] }]);
  });

  it('writes one session as Markdown, several as a zip file of them', async () => {
    const paths = pathsWith((db) => {
      addTalks(db);
      addSession(db, 's3', { title: 'talk s1' });
    });
    const one = await exported(paths, 'markdown', ['s1']);
    expect(one).toBe(join(paths.downloads, '2026-01-31-Talk-s1.md'));
    const text = readFileSync(one, 'utf8');
    expect(text).toMatch(/^# Talk: s1\n/);
    expect(text).toContain('\n```js\ncode\n```\n');
    const all = await exported(paths, 'markdown');
    expect(all).toBe(join(paths.downloads, 'holdfast-2026-11-25-213000.zip'));
    const texts = await unzip(all);
    expect(Object.keys(texts)).toEqual(['2026-01-31-Talk-s1.md', '2026-01-31-Talk-s2.md', '2026-01-31-talk-s1-2.md']);
    expect(texts['2026-01-31-Talk-s1.md']).toBe(text);
  });

  it.each(['bundle', 'json', 'markdown'] as const)('never has a key in a %s', async (format) => {
    const paths = pathsWith((db) => {
      addTalks(db);
      const put = 'INSERT INTO preferences VALUES (?, ?, ?, ?)';
      const keys = ['sidepanel.auth.token', 'sidepanel.auth.tokens', 'sidepanel.quarantine.auth', 'sidepanel.crash.x'];
      for (const key of keys) db.run(put, ['p', key, '"sk-secret"', '2026-01-31T12:00:00.000Z']);
      db.run(put, ['p', 'sidepanel.theme', '"dark"', '2026-01-31T12:00:00.000Z']);
      db.run("INSERT INTO store_info VALUES ('key', '\"sk-secret\"')");
    });
    const file = await exported(paths, format);
    const text = format === 'json' ? readFileSync(file, 'utf8') : JSON.stringify(await unzip(file));
    expect(text).toContain('Question');
    expect(text).not.toContain('sk-secret');
    if (format === 'bundle') expect(text).toContain('sidepanel.theme');
  });

  it('exports an empty store', async () => {
    const paths = pathsAround();
    const into = pathsAround();
    for (const format of ['bundle', 'json'] as const) {
      expect((await imported(into, await exported(paths, format))).counts).toEqual({
        added: {},
        replaced: {},
        skipped: {},
      });
    }
    expect(await unzip(await exported(paths, 'markdown'))).toEqual({});
  });
});
