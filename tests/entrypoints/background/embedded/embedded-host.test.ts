import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { contentHash } from '../../../../lib/store/content-hash.ts';
import { BEING_PURGED } from '../../../../lib/store/purge.ts';
import { assertSound } from '../../../support/assert-sound.ts';
import { createPlaces, type Places, troubled } from '../../../support/embedded/places.ts';
import { nextId, startEmbeddedTestHost } from '../../../support/embedded/test-host.ts';
import { settle } from '../../../support/fake-clock.ts';

const SERVER = 'http://server.example/v1';
const PROVIDER = { baseUrl: SERVER, model: 'm' };

type TestHost = ReturnType<typeof startEmbeddedTestHost>;

async function createSession({ request }: TestHost): Promise<string> {
  const id = nextId();
  await request('sessions/create', { id, title: 'A session', model: 'm' });
  return id;
}

function question(sessionId: string) {
  return {
    sessionId,
    userMessage: { id: nextId(), content: 'Question?' },
    replyId: nextId(),
    provider: PROVIDER,
    _meta: { requestId: nextId() },
  };
}

/** What the disk has, as the next worker finds it. */
async function onDisk(places: Places) {
  const next = startEmbeddedTestHost(places);
  await next.host.open();
  return next;
}

/** A first place that is slow, or takes nothing, when the test says so. */
function troubledPlaces() {
  const places = createPlaces();
  const first = troubled(places.first());
  return { places, trouble: first.trouble, first: first.keep };
}

describe('createEmbeddedHost', () => {
  it('tells of itself before its store is open, and has requests wait until it is', async () => {
    const test = startEmbeddedTestHost(createPlaces());
    const hello = { protocol: 1, client: { name: 'x', version: '1' } };
    expect(await test.request('hello', hello)).toMatchObject({
      host: { version: '1.2.3', engine: 'embedded' },
      store: { state: 'opening', sessions: null },
    });
    expect(await test.request('sessions/list')).toEqual({ sessions: [], nextCursor: null });
    expect(await test.request('hello', hello)).toMatchObject({ store: { state: 'ready', sessions: 0 } });
    expect(test.said).toEqual([['store/state', { state: 'ready', detail: null }]]);
  });

  it('answers and tells of a change when the disk has it, in order', async () => {
    const { places, trouble, first } = troubledPlaces();
    const test = startEmbeddedTestHost(places, { first });
    await test.host.open();
    trouble((call) => (call === 'append' ? 'hangs' : undefined));
    let isAnswered = false;
    void createSession(test).then(() => {
      isAnswered = true;
    });
    for (let turns = 0; turns < 20; turns++) await settle();
    expect([isAnswered, test.said.slice(1)]).toEqual([false, []]);
    expect((await onDisk(places)).host.store.info().sessions).toBe(0);

    const another = startEmbeddedTestHost(places);
    const id = await createSession(another);
    expect(another.said.slice(1)).toEqual([['changed', { tables: ['sessions'], sessionIds: [id] }]]);
    expect((await onDisk(places)).host.store.info().sessions).toBe(1);
  });

  it('answers with why the disk took nothing, tells nothing, and has it once when it is sent again', async () => {
    const { places, trouble, first } = troubledPlaces();
    const test = startEmbeddedTestHost(places, { first });
    await test.host.open();
    test.said.length = 0;
    trouble((call) => (call === 'append' ? 'fails' : undefined));
    const change = { id: nextId(), title: 'A session', model: 'm', _meta: { requestId: nextId() } };
    await expect(test.request('sessions/create', change)).rejects.toMatchObject({ code: 'disk-full' });
    expect(test.said).toEqual([['store/state', { state: 'opening', detail: null }]]);

    trouble(undefined);
    expect(await test.withTime(test.request('sessions/create', change))).toMatchObject({ session: { id: change.id } });
    await test.until(() => test.said.length > 2);
    expect(test.said.slice(1)).toEqual([
      ['store/state', { state: 'ready', detail: null }],
      ['changed', { tables: ['sessions'], sessionIds: [change.id] }],
    ]);
    expect((await onDisk(places)).host.store.info().sessions).toBe(1);
  });

  it('asks no model before the question is on the disk', async () => {
    const { places, trouble, first } = troubledPlaces();
    const test = startEmbeddedTestHost(places, { first });
    await test.request('credentials/set', { baseUrl: SERVER, apiKey: null });
    const asked = question(await createSession(test));
    trouble((call) => (call === 'append' ? 'fails' : undefined));
    await expect(test.request('chat/send', asked)).rejects.toMatchObject({ code: 'disk-full' });
    await test.clock.advance(100);
    expect(test.provider.asked).toHaveLength(0);

    trouble(undefined);
    await test.withTime(test.request('chat/send', asked));
    await test.until(() => test.provider.asked.length > 0);
    expect(test.provider.last.request.messages).toEqual([{ role: 'user', content: 'Question?' }]);
    await test.provider.last.end();
    await test.until(() => test.said.some(([name]) => name === 'chat/done'));
    expect(test.provider.asked).toHaveLength(1);
  });

  it.each(Array.from({ length: 9 }, (_, index) => index))(
    'loses nothing of a reply when the disk takes nothing at write %i, and ends it once',
    async (failing) => {
      const { places, trouble, first } = troubledPlaces();
      const test = startEmbeddedTestHost(places, { first });
      await test.request('credentials/set', { baseUrl: SERVER, apiKey: null });
      const asked = question(await createSession(test));
      let writes = 0;
      trouble((call) => (call === 'append' && writes++ === failing ? 'fails' : undefined));
      for (let isSent = false; !isSent; ) {
        isSent = await test.withTime(test.request('chat/send', asked)).then(
          () => true,
          () => false,
        );
      }
      await test.until(() => test.provider.asked.length > 0);
      const pieces = ['The beginning, ', 'a middle ', 'of some ', 'length, 👩‍👩‍👧 ', 'and the end.'];
      test.provider.last.think('Hm. ');
      for (const piece of pieces) {
        test.provider.last.say(piece);
        await test.clock.advance(220);
        await settle();
      }
      await test.provider.last.end({ promptTokens: 5, completionTokens: 7, cost: 0.25 });
      await test.until(() => test.said.some(([name]) => name === 'chat/done'));

      const next = await onDisk(places);
      const db = next.host.store.db();
      assertSound(db);
      const { messages } = await next.request<{ messages: Message[] }>('messages/list', { sessionId: asked.sessionId });
      expect(messages).toMatchObject([
        { id: asked.userMessage.id, content: 'Question?', status: 'complete' },
        { id: asked.replyId, content: pieces.join(''), status: 'complete', reasoning: 'Hm. ', cost: 0.25 },
      ]);
      const hashes = db.all('SELECT content_hash FROM messages ORDER BY sequence');
      expect(hashes).toEqual([
        { content_hash: contentHash({}, 'user', 'Question?', null) },
        { content_hash: contentHash({}, 'assistant', pieces.join(''), null) },
      ]);
      expect(db.all("SELECT 1 FROM analytics WHERE event_type = 'reply'")).toHaveLength(1);
      expect(test.provider.asked).toHaveLength(1);
      expect(test.said.filter(([name]) => name === 'chat/done')).toHaveLength(1);
    },
  );

  it('writes text again that the disk did not take, although nothing more arrives', async () => {
    const { places, trouble, first } = troubledPlaces();
    const test = startEmbeddedTestHost(places, { first });
    await test.request('credentials/set', { baseUrl: SERVER, apiKey: null });
    const asked = question(await createSession(test));
    await test.request('chat/send', asked);
    await test.until(() => test.provider.asked.length > 0);
    let failures = 0;
    trouble((call) => (call === 'append' && failures++ === 0 ? 'fails' : undefined));
    test.provider.last.say('All there is');
    await test.until(() => failures > 1);
    await test.host.store.settled();
    const next = await onDisk(places);
    const { messages } = await next.request<{ messages: Message[] }>('messages/list', { sessionId: asked.sessionId });
    expect(messages[1]).toMatchObject({ content: 'All there is' });
  });

  it('calls a reply interrupted whose worker was stopped, with what had arrived', async () => {
    const places = createPlaces();
    const stopped = startEmbeddedTestHost(places);
    await stopped.request('credentials/set', { baseUrl: SERVER, apiKey: null });
    const asked = question(await createSession(stopped));
    await stopped.request('chat/send', asked);
    await stopped.until(() => stopped.provider.asked.length > 0);
    stopped.provider.last.say('So far');
    await stopped.clock.advance(250);
    for (let turns = 0; turns < 20; turns++) await settle();
    stopped.provider.last.say(' and no further');

    const next = startEmbeddedTestHost(places, { credentials: async () => [{ baseUrl: SERVER, apiKey: null }] });
    const { messages } = await next.request<{ messages: Message[] }>('messages/list', { sessionId: asked.sessionId });
    expect(messages[1]).toMatchObject({ content: 'So far', status: 'interrupted' });
    expect(next.said).toContainEqual(['changed', { tables: ['messages'], sessionIds: null }]);
    // The key is known of the worker before.
    expect(await next.request('chat/continue', { replyId: asked.replyId, provider: PROVIDER })).toMatchObject({
      reply: { status: 'streaming', content: 'So far' },
    });
    expect(next.host.isWorking()).toBe(true);
  });

  it('has the text of what was deleted for ever in no place soon after', async () => {
    const places = createPlaces();
    const test = startEmbeddedTestHost(places);
    const sessionId = await createSession(test);
    await test.request('messages/append', { id: nextId(), sessionId, role: 'user', content: 'Alkahest-7' });
    await test.until(() => has(places, 'Alkahest-7'));
    await test.request('sessions/delete', { id: sessionId, forever: true });
    await test.until(() => !has(places, 'Alkahest-7'));
    const kept = await places.first().load();
    expect(textOf(kept?.image)).not.toContain('Alkahest-7');
    expect(JSON.stringify(kept?.log)).not.toContain('Alkahest-7');
    expect(await test.request('retention/log')).toMatchObject({
      sweeps: [{ reason: 'deleted forever', outcome: 'done' }],
    });
  });

  it('finishes what was deleted for ever where the worker before was stopped', async () => {
    const places = createPlaces();
    const test = startEmbeddedTestHost(places);
    const sessionId = await createSession(test);
    await test.request('messages/append', { id: nextId(), sessionId, role: 'user', content: 'Alkahest-7' });
    test.host.store.db().run('UPDATE sessions SET deleted_at = ?', [BEING_PURGED]);
    await test.withTime(test.host.sweepIfDue());
    expect(test.host.store.db().get('SELECT count(*) AS rows FROM messages')).toEqual({ rows: 0 });
    expect(await test.request('retention/log')).toMatchObject({
      sweeps: [{ reason: 'scheduled' }, { reason: 'deleted forever', outcome: 'done', sessionsPurged: 1 }],
    });
  });

  it('sweeps when that is due, tells of it, and not again the same day', async () => {
    const test = startEmbeddedTestHost(createPlaces());
    await createSession(test);
    const sweeps = () => test.said.filter(([name]) => name === 'sweep/done');
    await test.until(() => sweeps().length > 0);
    expect(sweeps()).toMatchObject([['sweep/done', { sweep: { reason: 'scheduled', outcome: 'done' } }]]);
    await test.withTime(test.host.sweepIfDue());
    expect(sweeps()).toHaveLength(1);
    expect(test.reported).toEqual([]);
  });

  it('sweeps for a person, who may cancel it, and does one thing of the kind at a time', async () => {
    const test = startEmbeddedTestHost(createPlaces());
    await test.host.open();
    const controller = new AbortController();
    const cancelled = test.request('retention/sweep', { reason: 'manual' }, { signal: controller.signal });
    await settle();
    await expect(test.request('doctor/run')).rejects.toMatchObject({ code: 'busy' });
    controller.abort();
    expect(await test.withTime(cancelled)).toMatchObject({ sweep: { outcome: 'cancelled' } });
    expect(await test.withTime(test.request('retention/sweep', { reason: 'manual' }))).toMatchObject({
      sweep: { outcome: 'done', reason: 'manual' },
    });
  });

  it('looks at the store and at both places, and repairs what follows from the messages', async () => {
    const test = startEmbeddedTestHost(createPlaces());
    const sessionId = await createSession(test);
    await test.request('messages/append', { id: nextId(), sessionId, role: 'user', content: 'Text' });
    test.host.store.db().run('UPDATE sessions SET message_count = 7');
    test.host.store.db().run("INSERT INTO drafts VALUES ('gone', 'Typed', '2026-01-01T00:00:00.000Z')");
    const ofStore = ['integrity', 'foreign keys', 'totals', 'places', 'content hashes', 'replies', 'left behind'];
    const names = ['store', ...ofStore, 'copies'];
    const look = (repair: boolean) =>
      test.withTime(test.request<{ checks: { name: string; ok: boolean }[] }>('doctor/run', { repair }));
    const { checks } = await look(false);
    expect(checks.map(({ name }) => name)).toEqual(names);
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['totals', 'left behind']);
    const { checks: repaired } = await look(true);
    expect(repaired.filter(({ name }) => name === 'totals' || name === 'left behind')).toMatchObject([
      { ok: true, repaired: 'added up 1 session anew' },
      { ok: true, repaired: 'put 1 text into the draft of a new session' },
    ]);
    expect(await test.request('drafts/get', { sessionId: null })).toMatchObject({ draft: { content: 'Typed' } });
    expect((await look(false)).checks.every(({ ok }) => ok)).toBe(true);
  });

  it('says that backups are for the host, and what is to be done instead', async () => {
    const test = startEmbeddedTestHost(createPlaces());
    expect(await test.request('backups/list')).toMatchObject({ backups: [] });
    await expect(test.request('backups/create')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('export your conversations'),
    });
    expect(await test.request('doctor/damage')).toEqual({ damage: null });
  });

  it('tells of what failed unexpectedly by a reference, and reports it', async () => {
    const test = startEmbeddedTestHost(createPlaces());
    await test.host.open();
    test.host.store.db().exec('DROP TABLE drafts');
    await expect(test.request('drafts/get', { sessionId: null })).rejects.toMatchObject({ code: 'internal' });
    expect(test.reported).toHaveLength(1);
  });
});

function has(places: Places, text: string): boolean {
  return [...places.folder.files.values()].some((bytes) => textOf(bytes).includes(text));
}

function textOf(bytes: Uint8Array = new Uint8Array()): string {
  return Buffer.from(bytes).toString('latin1');
}
