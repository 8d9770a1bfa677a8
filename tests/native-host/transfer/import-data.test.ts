import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setDraft } from '../../../lib/store/drafts.ts';
import { updateMessage } from '../../../lib/store/messages.ts';
import { write } from '../../../lib/store/migrate.ts';
import { BEING_PURGED } from '../../../lib/store/purge.ts';
import { createSearchIndex, isSearchIndexComplete } from '../../../lib/store/search-index.ts';
import { trashSession, updateSession } from '../../../lib/store/sessions.ts';
import { createSnapshot, readSnapshotState } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import type { Resolution } from '../../../lib/transfer/plan-import.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { importFile } from '../../../native-host/transfer/import-data.ts';
import { addMessage, addSession, at, withCode } from '../../contract/rows.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { analyzed, dataOf, exported, imported, pathsAround, placeAt, using } from '../../support/transfer.ts';

/** A session of two messages with a draft and a snapshot, and a branch of it. */
function addTalk(db: SqlDatabase): void {
  addSession(db, 'talk', { title: 'Talk' });
  addMessage(db, 'talk', 'q1', { content: 'Question', promptTokens: 3, cost: 0.25 });
  addMessage(db, 'talk', 'a1', { role: 'assistant', content: 'Answer', toolCalls: [{ a: 1 }], completionTokens: 5 });
  addSession(db, 'branch', { title: 'Branch', parentSessionId: 'talk', branchPoint: 1 });
  addMessage(db, 'branch', 'b1', { content: 'Other question' });
  setDraft(db, { sessionId: 'talk', content: 'Not sent', updatedAt: at(1) });
  const kept = { type: 'manual', trigger: { type: 'manual' }, starred: true, ui: {} } as const;
  createSnapshot(db, { ...kept, id: 'kept', sessionId: 'talk', timestamp: at(1) });
  db.exec(`INSERT INTO recordings VALUES ('recorded', 'talk', 'Recording', '${at(1)}', 5, '[]', NULL, NULL);
    INSERT INTO analytics (timestamp, event_type, cost) VALUES ('${at(1)}', 'reply', 0.5), ('${at(1)}', 'reply', 0.5);
    INSERT INTO preferences VALUES ('profile', 'sidepanel.theme', '"dark"', '${at(1)}')`);
}

/** A data folder whose store has a search index. */
function pathsWith(fill: (db: SqlDatabase) => void = () => {}): DataPaths {
  const paths = pathsAround();
  using(paths.database, (db) =>
    write(db, () => {
      createSearchIndex(db);
      fill(db);
    }),
  );
  return paths;
}

/** Another store that began with the same, went on by itself, and has a session of its own. */
function pathsWithOther(change: (db: SqlDatabase) => void): DataPaths {
  return pathsWith((db) => {
    addTalk(db);
    addSession(db, 'own', { title: 'Own' });
    change(db);
  });
}

const rowsOf = (paths: DataPaths) => using(paths.database, allRows);
const titles = (paths: DataPaths) =>
  using(paths.database, (db) => db.all<{ title: string }>('SELECT title FROM sessions ORDER BY title')).map(
    ({ title }) => title,
  );
const texts = (paths: DataPaths, sessionId: string) =>
  using(paths.database, (db) =>
    db.all('SELECT sequence, content FROM messages WHERE session_id = ? ORDER BY sequence', [sessionId]),
  );

/** Imports, with everything that must hold afterwards, and once more, which must change nothing. */
async function importTwice(paths: DataPaths, file: string, resolution: Resolution) {
  const result = await imported(paths, file, resolution);
  using(paths.database, (db) => {
    assertSound(db);
    expect(isSearchIndexComplete(db)).toBe(true);
  });
  const after = using(paths.database, dataOf);
  const again = await imported(paths, file, resolution);
  expect(again.counts).toMatchObject({ added: {}, replaced: {} });
  expect(again.safetyBackup).toBeNull();
  expect(using(paths.database, dataOf)).toEqual(after);
  expect(readdirSync(paths.uploads)).toEqual([]);
  return result;
}

describe('importFile', () => {
  it('adds what is not here, marks it as imported, and leaves the rest as it was', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWith((db) => addSession(db, 'own', { title: 'Own' }));
    const { counts, problems, safetyBackup } = await importTwice(into, file, 'skip');
    expect({ counts, problems, safetyBackup }).toEqual({
      counts: {
        added: { sessions: 2, messages: 3, snapshots: 1, recordings: 1, drafts: 1, analytics: 2, preferences: 1 },
        replaced: {},
        skipped: {},
      },
      problems: [],
      safetyBackup: null,
    });
    using(into.database, (db) =>
      expect(db.all('SELECT id, is_imported, parent_session_id FROM sessions ORDER BY id')).toEqual([
        { id: 'branch', is_imported: 1, parent_session_id: 'talk' },
        { id: 'own', is_imported: 0, parent_session_id: null },
        { id: 'talk', is_imported: 1, parent_session_id: null },
      ]),
    );
  });

  it('keeps what is here where it differs', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWithOther((db) => addMessage(db, 'talk', 'mine', { content: 'Mine' }));
    const before = rowsOf(into);
    const { counts } = await importTwice(into, file, 'skip');
    expect(counts.skipped).toEqual({
      sessions: 2,
      messages: 3,
      snapshots: 1,
      recordings: 1,
      drafts: 1,
      analytics: 2,
      preferences: 1,
    });
    expect(rowsOf(into)).toEqual(before);
  });

  it('replaces a session after a backup, and nothing that only refers to it', async () => {
    const file = await exported(
      pathsWith((db) => {
        addTalk(db);
        addMessage(db, 'talk', 'a2', { content: 'Theirs' });
      }),
    );
    const into = pathsWithOther((db) => {
      addMessage(db, 'talk', 'mine', { content: 'Mine' });
      updateSession(db, 'talk', { title: 'Mine' });
      setDraft(db, { sessionId: 'talk', content: 'Typed later', updatedAt: at(9) });
    });
    const { counts, safetyBackup } = await importTwice(into, file, 'replace');
    expect(counts.replaced).toEqual({ sessions: 1, messages: 3 });
    expect(titles(into)).toEqual(['Branch', 'Own', 'Talk']);
    expect(texts(into, 'talk')).toEqual([
      { sequence: 1, content: 'Question' },
      { sequence: 2, content: 'Answer' },
      { sequence: 3, content: 'Theirs' },
    ]);
    using(into.database, (db) => {
      expect(db.get("SELECT parent_session_id FROM sessions WHERE id = 'branch'")).toEqual({
        parent_session_id: 'talk',
      });
      expect(db.get('SELECT content FROM drafts')).toEqual({ content: 'Typed later' });
      expect(db.all("SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'Min'")).toEqual([]);
      expect(db.all("SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'eir'")).toHaveLength(1);
    });
    expect(safetyBackup).toMatch(/before-import/);
    using(join(into.backups, safetyBackup ?? ''), (backup) =>
      expect(backup.get("SELECT title FROM sessions WHERE id = 'talk'")).toEqual({ title: 'Mine' }),
    );
  });

  it('makes a backup also where only recordings, snapshots, drafts or settings are replaced', async () => {
    const file = await exported(pathsWith(addTalk));
    const changes = [
      "UPDATE recordings SET title = 'Mine'",
      "UPDATE snapshots SET description = 'Mine'",
      `UPDATE drafts SET content = 'Mine', updated_at = '${at(0)}'`,
      `UPDATE preferences SET value_json = '"light"', updated_at = '${at(0)}'`,
    ];
    for (const change of changes) {
      const into = pathsWithOther((db) => db.exec(change));
      const { counts, safetyBackup } = await importTwice(into, file, 'replace');
      expect(Object.values(counts.replaced), change).toEqual([1]);
      expect(safetyBackup, change).toMatch(/-before-import\.db$/);
    }
  });

  it('replaces nothing where the store itself is damaged, and says that it is the store', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWithOther((db) => {
      addMessage(db, 'talk', 'mine', { content: 'Mine' });
      db.run("UPDATE messages SET content_hash = 'another' WHERE id = 'mine'");
    });
    const before = using(into.database, dataOf);
    await expect(imported(into, file, 'replace')).rejects.toMatchObject({
      code: 'store-corrupt',
      details: { damaged: 'store' },
    });
    expect(using(into.database, dataOf)).toEqual(before);
  });

  it('replaces a session by one that branched from another of the file', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWith((db) => addSession(db, 'branch', { title: 'Mine' }));
    const { counts } = await importTwice(into, file, 'replace');
    expect(counts).toMatchObject({ added: { sessions: 1 }, replaced: { sessions: 1, messages: 1 } });
    using(into.database, (db) =>
      expect(db.get("SELECT title, parent_session_id FROM sessions WHERE id = 'branch'")).toEqual({
        title: 'Branch',
        parent_session_id: 'talk',
      }),
    );
  });

  it('does not replace a session in which a reply is being made, and says so', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWithOther((db) => addMessage(db, 'talk', 'now', { role: 'assistant', status: 'streaming' }));
    const before = rowsOf(into);
    const { problems, safetyBackup } = await imported(into, file, 'replace');
    expect(problems).toEqual([{ where: 'Talk', message: expect.stringContaining('reply is being made') }]);
    expect(safetyBackup).toBeNull();
    expect(rowsOf(into)).toEqual(before);
  });

  it('keeps both, the imported one with ids and a title of its own', async () => {
    const file = await exported(
      pathsWith((db) => {
        addTalk(db);
        addMessage(db, 'talk', 'a2', { content: 'Theirs' });
      }),
    );
    const into = pathsWithOther((db) => addMessage(db, 'talk', 'mine', { content: 'Mine' }));
    const { counts } = await importTwice(into, file, 'both');
    expect(counts.added).toEqual({ sessions: 1, messages: 3, snapshots: 1, recordings: 1, drafts: 1 });
    expect(titles(into)).toEqual(['Branch', 'Own', 'Talk', 'Talk (imported)']);
    using(into.database, (db) => {
      const { id } = db.get<{ id: string }>("SELECT id FROM sessions WHERE title = 'Talk (imported)'") ?? { id: '' };
      expect(db.all('SELECT content FROM messages WHERE session_id = ? ORDER BY sequence', [id])).toEqual([
        { content: 'Question' },
        { content: 'Answer' },
        { content: 'Theirs' },
      ]);
      const snapshot = db.get<{ id: string }>('SELECT id FROM snapshots WHERE session_id = ?', [id]);
      expect(readSnapshotState(db, snapshot?.id ?? '').session).toEqual({ sessionId: id, throughSequence: 2 });
    });
  });

  it('adds messages that are missing at their places', async () => {
    const file = await exported(
      pathsWith((db) => {
        addTalk(db);
        addMessage(db, 'talk', 'a2', { content: 'More' }, at(5));
      }),
    );
    const into = pathsWithOther(() => {});
    const { counts, problems } = await importTwice(into, file, 'merge');
    expect({ counts, problems }).toMatchObject({ counts: { added: { messages: 1 }, replaced: {} }, problems: [] });
    expect(texts(into, 'talk').at(-1)).toEqual({ sequence: 3, content: 'More' });
    using(into.database, (db) =>
      expect(db.get("SELECT updated_at, is_imported FROM sessions WHERE id = 'talk'")).toEqual({
        updated_at: at(5),
        is_imported: 0,
      }),
    );
  });

  it('adds what both sides wrote after what is here, in order, and never changes a complete text', async () => {
    const file = await exported(
      pathsWith((db) => {
        addTalk(db);
        addMessage(db, 'talk', 'a2', { content: 'Theirs 1' });
        addMessage(db, 'talk', 'a3', { content: 'Theirs 2' });
        db.run("UPDATE messages SET content = 'Changed', content_hash = NULL, status = 'interrupted' WHERE id = 'q1'");
      }),
    );
    const into = pathsWithOther((db) => addMessage(db, 'talk', 'mine', { content: 'Mine' }));
    const { problems } = await importTwice(into, file, 'merge');
    expect(texts(into, 'talk')).toEqual([
      { sequence: 1, content: 'Question' },
      { sequence: 2, content: 'Answer' },
      { sequence: 3, content: 'Mine' },
      { sequence: 4, content: 'Theirs 1' },
      { sequence: 5, content: 'Theirs 2' },
    ]);
    expect(problems).toEqual([
      { where: 'Talk', message: 'Message 1 has another text in the file; the one here stays.' },
    ]);
  });

  it('takes a newer draft and a newer preference, never an older one, and with skip none', async () => {
    const file = await exported(
      pathsWith((db) => {
        addTalk(db);
        setDraft(db, { sessionId: 'talk', content: 'Newer', updatedAt: at(5) });
      }),
    );
    const draft = (paths: DataPaths) => using(paths.database, (db) => db.get('SELECT content FROM drafts'));
    const into = pathsWithOther((db) =>
      db.exec(`UPDATE preferences SET value_json = '"light"', updated_at = '${at(9)}'`),
    );
    await imported(into, file, 'skip');
    expect(draft(into)).toEqual({ content: 'Not sent' });
    const { counts, safetyBackup } = await importTwice(into, file, 'merge');
    expect(counts.replaced).toEqual({ drafts: 1 });
    expect(draft(into)).toEqual({ content: 'Newer' });
    using(join(into.backups, safetyBackup ?? ''), (backup) =>
      expect(backup.get('SELECT content FROM drafts')).toEqual({ content: 'Not sent' }),
    );
    using(into.database, (db) => expect(db.get('SELECT value_json AS v FROM preferences')).toEqual({ v: '"light"' }));
  });

  it('gives messages whose ids other sessions have here ids of their own', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWith((db) => {
      addSession(db, 'elsewhere');
      addMessage(db, 'elsewhere', 'q1', { content: 'Quite another' });
    });
    const { problems } = await importTwice(into, file, 'skip');
    expect(problems).toEqual([]);
    expect(texts(into, 'talk')).toHaveLength(2);
    expect(texts(into, 'elsewhere')).toEqual([{ sequence: 1, content: 'Quite another' }]);
  });

  it('brings selected sessions with what belongs to them; a parent that stays behind becomes none', async () => {
    const from = pathsWith(addTalk);
    const into = pathsWith();
    const { counts, problems } = await importTwice(into, await exported(from, 'bundle', ['branch']), 'skip');
    expect(counts.added).toEqual({ sessions: 1, messages: 1 });
    expect(problems).toEqual([{ where: 'sessions', message: expect.stringContaining('without the session') }]);
    using(into.database, (db) =>
      expect(db.get('SELECT parent_session_id, branch_point, is_imported FROM sessions')).toEqual({
        parent_session_id: null,
        branch_point: 1,
        is_imported: 1,
      }),
    );
    await importTwice(into, await exported(from, 'bundle', ['talk']), 'skip');
    expect(titles(into)).toEqual(['Branch', 'Talk']);
  });

  it('takes our JSON in, and finds a session the same that is here', async () => {
    const from = pathsWith((db) => {
      addTalk(db);
      addMessage(db, 'talk', 'a2', { role: 'assistant', provider: { reasoning: 'Hm', requestId: 'r' }, durationMs: 5 });
      trashSession(db, 'branch', at(3));
    });
    const file = await exported(from, 'json');
    expect((await imported(from, file, 'both')).counts.added).toEqual({});
    const into = pathsWith();
    const { counts } = await importTwice(into, file, 'skip');
    expect(counts.added).toEqual({ sessions: 1, messages: 3 });
    const [theirs, ours] = [from, into].map((paths) =>
      using(paths.database, (db) =>
        db.all("SELECT *, NULL AS provider_json FROM messages WHERE session_id = 'talk' ORDER BY sequence"),
      ),
    );
    expect(ours).toEqual(theirs);
    using(into.database, (db) =>
      expect(db.all('SELECT provider_json FROM messages WHERE provider_json IS NOT NULL')).toEqual([
        { provider_json: '{"reasoning":"Hm"}' },
      ]),
    );
  });

  it('leaves a session alone that is just being removed for ever, here and there', async () => {
    const removing = (db: SqlDatabase) => {
      addTalk(db);
      db.run("UPDATE sessions SET deleted_at = ? WHERE id = 'talk'", [BEING_PURGED]);
    };
    const whole = await exported(pathsWith(addTalk));
    const into = pathsWith(removing);
    const before = rowsOf(into);
    const { problems } = await imported(into, whole, 'merge');
    expect(problems).toEqual([{ where: 'sessions', message: expect.stringContaining('being removed') }]);
    expect(rowsOf(into)).toEqual(before);

    const without = pathsWith();
    await imported(without, await exported(pathsWith(removing)));
    expect(titles(without)).toEqual(['Branch']);
    expect(texts(without, 'talk')).toEqual([]);
  });

  it('ends at the next pause when it is cancelled, and nothing is there', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWith();
    const before = rowsOf(into);
    await expect(
      importFile(
        file,
        'skip',
        placeAt(into, () => true),
      ),
    ).rejects.toEqual(withCode('cancelled'));
    expect(rowsOf(into)).toEqual(before);
    expect(readdirSync(into.uploads)).toEqual([]);
  });

  it('marks nothing in a move, and everything that comes to sessions that are here', async () => {
    const from = pathsWith((db) => {
      addTalk(db);
      db.exec("UPDATE sessions SET is_imported = 1 WHERE id = 'branch'");
    });
    const flags = (paths: DataPaths) =>
      using(paths.database, (db) => db.all("SELECT is_imported AS f FROM sessions WHERE id <> 'own' ORDER BY id"));
    const [moved, added] = [pathsWith(), pathsWith((db) => addSession(db, 'own'))];
    await imported(moved, await exported(from));
    await imported(added, await exported(from));
    expect([flags(moved), flags(added)]).toEqual([
      [{ f: 1 }, { f: 0 }],
      [{ f: 1 }, { f: 1 }],
    ]);
  });

  it('works out sums that are not those of the messages', async () => {
    const file = await exported(
      pathsWith((db) => {
        addTalk(db);
        db.exec("UPDATE sessions SET message_count = 99, prompt_tokens = 7, cost = 1e9 WHERE id = 'talk'");
      }),
    );
    const into = pathsWith();
    await importTwice(into, file, 'skip');
    using(into.database, (db) =>
      expect(
        db.get("SELECT message_count, prompt_tokens, completion_tokens, cost FROM sessions WHERE id = 'talk'"),
      ).toEqual({ message_count: 2, prompt_tokens: 3, completion_tokens: 5, cost: 0.25 }),
    );
  });
});

describe('analyzeFile', () => {
  it('says what the file is and has, what is here already, and writes nothing', async () => {
    const file = await exported(pathsWith(addTalk));
    const into = pathsWith((db) => {
      addSession(db, 'talk', { title: 'Another' });
      addMessage(db, 'talk', 'q1');
    });
    const before = rowsOf(into);
    expect(await analyzed(into, file)).toEqual({
      format: 'bundle',
      counts: { sessions: 2, messages: 3, snapshots: 1, recordings: 1, drafts: 1, analytics: 2, preferences: 1 },
      existing: { sessions: 1, messages: 1 },
      problems: [],
    });
    expect(rowsOf(into)).toEqual(before);
    expect(readdirSync(into.uploads)).toEqual([]);
  });

  it('finds nothing of a file that is not there', async () => {
    await expect(analyzed(pathsWith(), '/nowhere/file')).rejects.toEqual(withCode('not-found'));
  });
});

describe('a reply that was being made', () => {
  it('is one that broke off where it is imported', async () => {
    const file = await exported(
      pathsWith((db) => {
        addTalk(db);
        addMessage(db, 'talk', 'half', { role: 'assistant', status: 'streaming', content: 'Half' });
        addMessage(db, 'talk', 'none', { role: 'assistant', status: 'queued', content: '' });
        updateMessage(db, 'none', { status: 'queued' }, at(2));
      }),
    );
    const into = pathsWith();
    await importTwice(into, file, 'skip');
    using(into.database, (db) =>
      expect(db.all("SELECT id, status FROM messages WHERE id IN ('half', 'none') ORDER BY id")).toEqual([
        { id: 'half', status: 'interrupted' },
        { id: 'none', status: 'interrupted' },
      ]),
    );
  });
});
