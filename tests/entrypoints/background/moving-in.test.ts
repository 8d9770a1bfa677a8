import { describe, expect, it } from 'vitest';
import { createOnlyRun } from '../../../entrypoints/background/embedded/only-run.ts';
import type { Timers } from '../../../lib/clock.ts';
import { AppError, RPC_ERROR } from '../../../lib/protocol/errors.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import { setDraft } from '../../../lib/store/drafts.ts';
import { updateMessage } from '../../../lib/store/messages.ts';
import { appendEvents } from '../../../lib/store/recording-events.ts';
import { startRecording } from '../../../lib/store/recordings.ts';
import { getRetentionPolicy, setRetentionPolicy } from '../../../lib/store/retention.ts';
import { trashSession, updateSession } from '../../../lib/store/sessions.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { TABLE_NAMES } from '../../../lib/transfer/tables.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { asConnection, type HostToMove, movedRows, startMover } from '../../support/embedded/moving.ts';
import { createPlaces, openTestStore } from '../../support/embedded/places.ts';
import { startTestHost, type TestHost } from '../../support/test-host.ts';

/** Something of everything that a store can hold. */
function addEverything(db: SqlDatabase): void {
  addSession(db, 'talk', { title: 'Talk' });
  addMessage(db, 'talk', 'q1', { content: 'Question \u0000 漢', promptTokens: 3, cost: 0.25 });
  addMessage(db, 'talk', 'a1', { role: 'assistant', content: 'Answer', toolCalls: [{ a: 1 }], completionTokens: 5 });
  addMessage(db, 'talk', 'a2', { role: 'assistant', content: 'Half an ans', status: 'interrupted' });
  addSession(db, 'branch', { title: 'Branch', parentSessionId: 'talk', branchPoint: 1 });
  addMessage(db, 'branch', 'b1', { content: 'Other question' });
  addSession(db, 'gone', { title: 'In the trash' });
  trashSession(db, 'gone', at(5));
  updateSession(db, 'branch', { isArchived: true });
  setDraft(db, { sessionId: 'talk', content: 'Not sent', updatedAt: at(1) });
  setDraft(db, { sessionId: null, content: 'Of no session', updatedAt: at(1) });
  const kept = { type: 'manual', trigger: { type: 'manual' }, starred: true, ui: {} } as const;
  createSnapshot(db, { ...kept, id: 'kept', sessionId: 'talk', timestamp: at(1) });
  db.exec(`INSERT INTO recordings VALUES ('recorded', 'talk', 'Recording', '${at(1)}', 5, '[]', NULL, NULL);
    INSERT INTO analytics (timestamp, event_type, cost) VALUES ('${at(1)}', 'reply', 0.5), ('${at(2)}', 'reply', 0.5);
    INSERT INTO balance_history (timestamp, usd, source) VALUES ('${at(1)}', 3, 'reply');
    INSERT INTO file_changes VALUES ('c1', 'talk', 'a1', 'a.txt', NULL, 'modified', 1, 0, '--- a', '${at(1)}');
    INSERT INTO proofs VALUES ('p1', 'talk', 'a1', 'A.lean', 4, NULL, 'open', '[]', '[]', '${at(1)}');
    INSERT INTO originals VALUES ('o1', 'talk', 'opencode', '{"a":1}');
    INSERT INTO sweeps (started_at, finished_at, reason, outcome) VALUES ('${at(1)}', '${at(2)}', 'daily', 'done');
    INSERT INTO preferences VALUES ('profile', 'sidepanel.theme', '"dark"', '${at(1)}')`);
  startRecording(db, { id: 'running', sessionId: 'talk', title: 'Runs', createdAt: at(1) });
  appendEvents(db, 'running', [{ ordinal: 0, atMs: 0, type: 'message', data: { text: 'a' } }]);
}

/** The log of clean-ups is of one store. */
const MOVED_ANYWHERE = TABLE_NAMES.filter((table) => table !== 'sweeps');

async function withStore(fill: (db: SqlDatabase) => void, host: HostToMove) {
  const places = createPlaces();
  const mover = await startMover(places, host);
  const db = mover.store.db();
  db.transaction(() => fill(db));
  return { ...mover, places, db };
}

describe('createMovingIn', () => {
  it('brings everything into an empty host, row for row, then goes on there and keeps what was in the browser', async () => {
    const host = startTestHost();
    const { move, db, place, places, events, progress, store } = await withStore(addEverything, asConnection(host));
    const before = movedRows(db);
    const { bytes } = store.info();
    const result = await move();
    expect(result).toEqual({ sessions: 3, messages: 4, removedAfter: '2026-12-26T12:00:00.000Z' });
    expect(movedRows(host.db)).toEqual(before);
    assertSound(host.db);
    expect(events).toEqual(['pause', 'native', 'resume']);
    expect(await place.read()).toEqual({
      engine: 'native',
      movedAt: '2026-11-26T12:00:00.000Z',
      removedAfter: '2026-12-26T12:00:00.000Z',
      kept: { sessions: 3, messages: 4, bytes },
    });
    expect(store.info().state).toBe('opening');
    expect(movedRows((await openTestStore(places)).store.db())).toEqual(before);
    expect(progress.map(({ progress: share }) => share)).toEqual(progress.map(({ progress: share }) => share).sort());
    expect([progress[0], progress.at(-1)]).toEqual([
      { progress: 0, step: 'sending' },
      { progress: 1, step: 'comparing' },
    ]);
  });

  it('adds to what another host has, and leaves that as it was', async () => {
    const host = startTestHost();
    host.db.transaction(() => {
      addSession(host.db, 'own', { title: 'Own' });
      addMessage(host.db, 'own', 'm1');
      host.db.exec(`INSERT INTO analytics (timestamp, event_type) VALUES ('${at(9)}', 'opened')`);
    });
    const [there, { move, db }] = [movedRows(host.db), await withStore(addEverything, asConnection(host))];
    const here = movedRows(db, MOVED_ANYWHERE);
    expect(await move()).toMatchObject({ sessions: 3, messages: 4 });
    const both = Object.fromEntries(
      MOVED_ANYWHERE.map((table) => [table, [...(here[table] ?? []), ...(there[table] ?? [])].sort()]),
    );
    expect(movedRows(host.db, MOVED_ANYWHERE)).toEqual(both);
    assertSound(host.db);
  });

  describe('with sessions that both have', () => {
    /** As a move left it in both, then each went on by itself. */
    async function withBoth(onHost: (db: SqlDatabase) => void, inBrowser: (db: SqlDatabase) => void) {
      const host = startTestHost();
      host.db.transaction(() => {
        addEverything(host.db);
        onHost(host.db);
      });
      const mover = await withStore((db) => {
        addEverything(db);
        inBrowser(db);
      }, asConnection(host));
      return { host, ...mover };
    }
    const textsIn = (db: SqlDatabase, sessionId: string) =>
      db
        .all<{ content: string }>('SELECT content FROM messages WHERE session_id = ? ORDER BY sequence', [sessionId])
        .map(({ content }) => content);

    it('changes nothing where both are the same', async () => {
      const { host, move, place } = await withBoth(
        () => {},
        () => {},
      );
      const before = movedRows(host.db);
      await move();
      expect(movedRows(host.db)).toEqual(before);
      expect(await place.read()).toMatchObject({ engine: 'native' });
    });

    it('joins a session that went on in both, and what the host made of an answer that broke off', async () => {
      const { host, move, preview } = await withBoth(
        (db) => {
          updateMessage(db, 'a2', { content: 'Half an answer, whole', status: 'complete' }, at(7));
          addMessage(db, 'talk', 'on-host', { content: 'Said on the host' }, at(7));
        },
        (db) => addMessage(db, 'talk', 'in-browser', { content: 'Said in the browser' }, at(8)),
      );
      expect((await preview()).differing).toEqual([{ id: 'talk', title: 'Talk' }]);
      await move();
      expect(textsIn(host.db, 'talk')).toEqual([
        'Question \u0000 漢',
        'Answer',
        'Half an answer, whole',
        'Said on the host',
        'Said in the browser',
      ]);
      assertSound(host.db);
    });

    it('takes the end of an answer that broke off on the host', async () => {
      const { host, move } = await withBoth(
        () => {},
        (db) => updateMessage(db, 'a2', { content: 'Half an answer, whole', status: 'complete' }, at(7)),
      );
      await move();
      expect(textsIn(host.db, 'talk').at(-1)).toBe('Half an answer, whole');
      assertSound(host.db);
    });

    it('keeps both where a message has two texts, once', async () => {
      const { host, move, db, places } = await withBoth(
        (store) => updateMessage(store, 'a2', { content: 'One end', status: 'complete' }, at(7)),
        (store) => updateMessage(store, 'a2', { content: 'Another end', status: 'complete' }, at(7)),
      );
      const [here, there] = [textsIn(db, 'talk'), textsIn(host.db, 'talk')];
      await move();
      const copies = () =>
        host.db.all<{ id: string; title: string }>("SELECT id, title FROM sessions WHERE title LIKE 'Talk%'");
      expect(
        copies()
          .map(({ title }) => title)
          .sort(),
      ).toEqual(['Talk', 'Talk (imported)']);
      const copy = copies().find(({ id }) => id !== 'talk')?.id ?? '';
      expect([textsIn(host.db, copy), textsIn(host.db, 'talk')]).toEqual([here, there]);
      assertSound(host.db);

      const rows = movedRows(host.db);
      const again = await startMover(places, asConnection(host));
      await again.move();
      expect(movedRows(host.db)).toEqual(rows);
    });

    it('keeps drafts, stars, recordings and names of both', async () => {
      const record = (db: SqlDatabase, ordinal: number, text: string) =>
        appendEvents(db, 'running', [{ ordinal, atMs: 9, type: 'message', data: { text } }]);
      const { host, move } = await withBoth(
        (db) => {
          setDraft(db, { sessionId: null, content: 'Typed on the host', updatedAt: at(9) });
          db.exec("UPDATE snapshots SET starred = 1, description = 'named' WHERE id = 'kept'");
          record(db, 1, 'on the host');
          updateSession(db, 'talk', { title: 'Named on the host' });
        },
        (db) => {
          db.exec("UPDATE snapshots SET starred = 0 WHERE id = 'kept'");
          record(db, 1, 'in the browser');
          addMessage(db, 'branch', 'b2', {}, at(9));
          updateSession(db, 'branch', { title: 'Named in the browser' });
        },
      );
      await move();
      const get = (sql: string) => host.db.all(sql);
      expect(get("SELECT content FROM drafts WHERE session_id = ''")).toEqual([
        { content: 'Of no session\n\nTyped on the host' },
      ]);
      expect(get('SELECT starred, description FROM snapshots')).toEqual([{ starred: 1, description: 'named' }]);
      expect(get('SELECT title FROM recordings ORDER BY title')).toEqual([
        { title: 'Recording' },
        { title: 'Runs' },
        { title: 'Runs' },
      ]);
      // One that nothing was said in since has the name of the store that moves.
      expect(get("SELECT title FROM sessions WHERE id IN ('talk', 'branch') ORDER BY title")).toEqual([
        { title: 'Named in the browser' },
        { title: 'Talk' },
      ]);
      assertSound(host.db);
    });

    it('goes on with a recording that one side has more of', async () => {
      const more = [{ ordinal: 1, atMs: 9, type: 'message', data: { text: 'b' } }];
      const { host, move, db } = await withBoth(
        () => {},
        (store) => appendEvents(store, 'running', more),
      );
      const here = movedRows(db);
      await move();
      expect(movedRows(host.db)).toEqual(here);
    });
  });

  describe('of a host’s rules for removing', () => {
    const RULES = { snapshotDays: 7, analyticsDays: null, trashDays: 60 };

    it('gives an empty host those of the browser', async () => {
      const host = startTestHost();
      setRetentionPolicy(host.db, { snapshotDays: 99, analyticsDays: 99, trashDays: 99 });
      const { move } = await withStore((db) => setRetentionPolicy(db, RULES), asConnection(host));
      await move();
      expect(getRetentionPolicy(host.db)).toEqual(RULES);
    });

    it('lets the longer ones hold in a host that has something', async () => {
      const host = startTestHost();
      addSession(host.db, 'own');
      setRetentionPolicy(host.db, { snapshotDays: 14, analyticsDays: 99, trashDays: 30 });
      const { move } = await withStore((db) => setRetentionPolicy(db, RULES), asConnection(host));
      await move();
      expect(getRetentionPolicy(host.db)).toEqual({ snapshotDays: 14, analyticsDays: null, trashDays: 60 });
    });
  });

  it('tells before what it would bring, and writes nothing', async () => {
    const host = startTestHost();
    addSession(host.db, 'own', { createdAt: at(3) });
    addSession(host.db, 'talk', { title: 'Talk' });
    const { preview, db, place, events } = await withStore(addEverything, asConnection(host));
    const [here, there] = [movedRows(db), movedRows(host.db)];
    expect(await preview()).toEqual({
      embedded: { sessions: 3, messages: 4, newest: at(0) },
      host: { sessions: 2, messages: 0, newest: at(3) },
      counts: {
        ...{
          sessions: 3,
          messages: 4,
          file_changes: 1,
          proofs: 1,
          originals: 1,
          snapshots: 1,
          recordings: 2,
          drafts: 2,
        },
        ...{ analytics: 2, balance_history: 1, preferences: 1, sweeps: 1 },
      },
      existing: { sessions: 1 },
      differing: [{ id: 'talk', title: 'Talk' }],
    });
    expect([movedRows(db), movedRows(host.db)]).toEqual([here, there]);
    expect(await place.read()).toBeUndefined();
    expect(events).toEqual([]);
  });

  describe('refuses', () => {
    const older: HostToMove = {
      request: (method) => Promise.reject(new RpcError(RPC_ERROR.methodNotFound, `There is no method ${method}.`)),
      hold: () => () => {},
    };

    it('a host that cannot show what it has, before anything is sent', async () => {
      const { move, preview, place, events } = await withStore(addEverything, older);
      const refusal = { code: 'version-mismatch', message: expect.stringContaining('Update the host') };
      await expect(preview()).rejects.toMatchObject(refusal);
      await expect(move()).rejects.toMatchObject(refusal);
      expect(events).toEqual([]);
      expect(await place.read()).toBeUndefined();
    });

    it('while a reply is being made', async () => {
      const host = startTestHost();
      const { move, events } = await withStore((db) => {
        addEverything(db);
        addMessage(db, 'talk', 'a3', { role: 'assistant', content: '', status: 'streaming' });
      }, asConnection(host));
      await expect(move()).rejects.toMatchObject({ code: 'busy' });
      expect(events).toEqual(['pause', 'resume']);
      expect(movedRows(host.db)['sessions']).toEqual([]);
    });

    it('what is in the host already', async () => {
      const { move, preview } = await withStore(addEverything, asConnection(startTestHost()));
      await move();
      await expect(move()).rejects.toMatchObject({ code: 'conflict' });
      await expect(preview()).rejects.toMatchObject({ code: 'conflict' });
    });

    it('a second one at the same time', async () => {
      const { move, preview } = await withStore(addEverything, asConnection(startTestHost()));
      const first = move();
      await expect(move()).rejects.toMatchObject({ code: 'busy' });
      await expect(preview()).rejects.toMatchObject({ code: 'busy' });
      await first;
    });
  });

  it('waits for other work on the store, and not for ever', async () => {
    const { asOnlyRun } = createOnlyRun();
    const timers: Timers = {
      set: (callback, ms) => setTimeout(callback, ms < 1000 ? 0 : ms),
      clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
    };
    const mover = await startMover(createPlaces(), asConnection(startTestHost()), { asOnlyRun, timers });
    let endWork = () => {};
    void asOnlyRun(
      () =>
        new Promise<void>((resolve) => {
          endWork = resolve;
        }),
    );
    await expect(mover.move()).rejects.toMatchObject({ code: 'busy' });
    expect(mover.events).toEqual([]);
    setImmediate(() => endWork());
    await mover.move();
    expect(mover.events).toEqual(['pause', 'native', 'resume']);
  });

  it('stays in the browser when that was written to meanwhile', async () => {
    const host = asConnection(startTestHost());
    const { move, db, place, events } = await withStore(addEverything, {
      ...host,
      async request(method, params, options) {
        if (method === 'data/import') addSession(db, 'late');
        return host.request(method, params, options);
      },
    });
    await expect(move()).rejects.toMatchObject({ code: 'busy' });
    expect(events).toEqual(['pause', 'resume']);
    expect(await place.read()).toBeUndefined();
  });

  it('goes back to the browser when that was written to in the moment of the switch', async () => {
    const { move, db, places, place, events } = await withStore(addEverything, asConnection(startTestHost()));
    const set = places.witness.set.bind(places.witness);
    places.witness.set = async (items) => {
      if (events.length === 1) addSession(db, 'late');
      await set(items);
    };
    await expect(move()).rejects.toMatchObject({ code: 'busy' });
    expect(events).toEqual(['pause', 'native', 'embedded', 'resume']);
    expect(await place.read()).toEqual({ engine: 'embedded', movedAt: null, removedAfter: null });
  });

  it.each([
    ['a text is another one', "UPDATE messages SET content = 'x' WHERE id = 'q1'", '“Talk”'],
    ['a message is missing', "DELETE FROM messages WHERE id = 'b1'", '“Branch”'],
    ['a session is missing', "DELETE FROM sessions WHERE id = 'gone'", '“In the trash”'],
    ['a message became one that broke off', "UPDATE messages SET status = 'error' WHERE id = 'a1'", '“Talk”'],
  ])('stays in the browser, and says why, when on the host %s', async (_, sql, named) => {
    const host = startTestHost();
    const connection = asConnection(host);
    const { move, place, events, db } = await withStore(addEverything, {
      ...connection,
      async request(method, params, options) {
        const answer = await connection.request(method, params, options);
        if (method === 'data/import') host.db.exec(sql);
        return answer;
      },
    });
    const before = movedRows(db);
    await expect(move()).rejects.toMatchObject({ code: 'conflict', details: { differences: [named] } });
    expect(events).toEqual(['pause', 'resume']);
    expect(await place.read()).toBeUndefined();
    expect(movedRows(db)).toEqual(before);
  });

  it('stays in the browser when rows of other tables did not arrive', async () => {
    const connection = asConnection(startTestHost());
    const { move } = await withStore(addEverything, {
      ...connection,
      async request(method, params, options) {
        const answer = (await connection.request(method, params, options)) as { counts?: { added: object } };
        if (method === 'data/import') Object.assign(answer.counts?.added ?? {}, { file_changes: 0 });
        return answer;
      },
    });
    await expect(move()).rejects.toMatchObject({
      code: 'conflict',
      details: { differences: ['file changes (0 of 1)'] },
    });
  });

  it('leaves behind what may never leave the browser, and moves', async () => {
    const host = startTestHost();
    const { move } = await withStore((db) => {
      addEverything(db);
      db.exec(`INSERT INTO preferences VALUES ('profile', 'sidepanel.auth.keys', '"secret"', '${at(1)}')`);
    }, asConnection(host));
    await move();
    expect(host.db.all('SELECT key FROM preferences')).toEqual([{ key: 'sidepanel.theme' }]);
  });

  it('passes on what the host says, and stays in the browser', async () => {
    const connection = asConnection(startTestHost());
    const full = new RpcError(RPC_ERROR.application, 'The disk is full.', { code: 'disk-full' });
    const { move, place, events } = await withStore(addEverything, {
      ...connection,
      request: (method, params, options) =>
        method === 'data/import' ? Promise.reject(full) : connection.request(method, params, options),
    });
    await expect(move()).rejects.toMatchObject({ code: 'disk-full', message: 'The disk is full.' });
    expect(events).toEqual(['pause', 'resume']);
    expect(await place.read()).toBeUndefined();
  });

  it('is stopped by whoever waits for it', async () => {
    const connection = asConnection(startTestHost());
    const mover = await withStore(addEverything, {
      ...connection,
      request(method, params, options) {
        if (method === 'data/import') mover.stopping.abort();
        return connection.request(method, params, options);
      },
    });
    await expect(mover.move()).rejects.toMatchObject({ code: 'cancelled' });
    expect(await mover.place.read()).toBeUndefined();
    expect(mover.events).toEqual(['pause', 'resume']);
  });
});

describe('a move that ends in the middle', () => {
  /** Every request of a move, in order. */
  const STEPS = [
    'sessions/digests',
    'retention/policy',
    'retention/set-policy',
    'uploads/put',
    'data/import',
    'sessions/digests',
  ];

  /** A way to the host that is cut at its `step`th request: before the host hears of it, or after it has done it. */
  function cutAt(host: TestHost, step: number, isDone: boolean): HostToMove {
    const connection = asConnection(host);
    let count = 0;
    return {
      ...connection,
      async request(method, params, options) {
        if (count === step && !isDone) throw new AppError('disconnected', 'Gone.');
        const answer = await connection.request(method, params, options);
        if (count++ === step) throw new AppError('disconnected', 'Gone.');
        return answer;
      },
    };
  }

  const cuts = STEPS.flatMap((method, step) => [
    { step, method, moment: 'before', isDone: false },
    { step, method, moment: 'after', isDone: true },
  ]);
  const rules = { snapshotDays: 7, analyticsDays: null, trashDays: 60 };
  const fill = (db: SqlDatabase) => {
    addEverything(db);
    setRetentionPolicy(db, rules);
  };

  it.each(cuts)(
    '$moment $method ($step) leaves everything in the browser; moving again brings nothing twice',
    async ({ step, isDone }) => {
      const host = startTestHost();
      const { move, db, place, places, store } = await withStore(fill, cutAt(host, step, isDone));
      const before = movedRows(db);
      await expect(move()).rejects.toMatchObject({ code: 'disconnected' });
      expect(await place.read()).toBeUndefined();
      expect(movedRows(db)).toEqual(before);
      // A new worker, a session later.
      db.transaction(() => {
        addSession(db, 'later');
        addMessage(db, 'talk', 'q9', { content: 'Said later' }, at(20));
        updateSession(db, 'branch', { title: 'Renamed later' });
        trashSession(db, 'later', at(21));
      });
      await store.settled();
      store.close();
      const again = await startMover(places, asConnection(host));
      const here = movedRows(again.store.db(), MOVED_ANYWHERE);
      await again.move();
      expect(movedRows(host.db, MOVED_ANYWHERE)).toEqual(here);
      expect(getRetentionPolicy(host.db)).toEqual(rules);
      assertSound(host.db);
    },
  );

  it('with the worker, at the very switch: it is in one place or the other', async () => {
    const host = startTestHost();
    const { places, store } = await withStore(addEverything, asConnection(host));
    await store.settled();
    store.close();
    let isCut = true;
    const set = places.witness.set.bind(places.witness);
    places.witness.set = async (items) => {
      if (isCut && 'store.place' in items) throw new Error('The browser was killed.');
      await set(items);
    };
    const first = await startMover(places, asConnection(host));
    await expect(first.move()).rejects.toThrow('The browser was killed.');
    expect(await first.place.read()).toBeUndefined();
    expect(first.events).toEqual(['pause', 'resume']);
    isCut = false;
    const second = await startMover(places, asConnection(host));
    const here = movedRows(second.store.db(), MOVED_ANYWHERE);
    await second.move();
    expect(movedRows(host.db, MOVED_ANYWHERE)).toEqual(here);
    expect(await second.place.read()).toMatchObject({ engine: 'native' });
  });
});
