import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHostConnection, type HostState } from '../../../entrypoints/background/host-connection.ts';
import { type Client, createClient } from '../../../lib/rpc/client.ts';
import { cleanUpHosts, newHome } from '../../support/host-process.ts';
import { type ModelServer, startModelServer } from '../../support/model-server/start-model-server.ts';
import { type HostPort, openNativePort } from '../../support/native-port.ts';
import {
  type FrozenRelease,
  frozenReleases,
  putStore,
  seenThen,
  unpackHost,
} from '../../support/releases/frozen-releases.ts';
import { migrateToNextVersion } from '../../support/releases/newer-store.ts';
import { whatIsSeen } from '../../support/releases/what-is-seen.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const ports: HostPort[] = [];
afterEach(async () => {
  for (const port of ports) port.disconnect();
  await Promise.all(ports.splice(0).map(({ exited }) => exited));
  await cleanUpHosts();
});

interface Background {
  readonly client: Client;
  readonly states: readonly HostState[];
  /** The first state of this name, told already or to come. */
  told(name: HostState['state']): Promise<HostState>;
}

/** The background of this extension, connected to the host of a release. */
function connect(release: FrozenRelease, home: string): Background {
  const program = unpackHost(release, newHome());
  const states: HostState[] = [];
  const host = createHostConnection({
    connectNative() {
      const port = openNativePort(program, home);
      ports.push(port);
      return port;
    },
    lastError: () => 'Native host has exited.',
    timers: { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) },
    ...{ now: Date.now, version: '99.0.0', onState: (state) => states.push(state) },
    credentials: async () => [{ baseUrl: server.baseUrl, apiKey: null }],
    onNotification: (method, params) => receiveNotification(method, params),
  });
  const { client, receiveNotification } = createClient({
    newId,
    connection: {
      request: (method, params, { signal = new AbortController().signal, onProgress = () => {} }) =>
        host.request(method, params, { signal, onProgress }),
    },
  });
  const told = (name: HostState['state']) =>
    expect
      .poll(() => states.find(({ state }) => state === name), { timeout: 20_000 })
      .toBeDefined()
      .then(() => states.find(({ state }) => state === name) as HostState);
  return { client, states, told };
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe.each(frozenReleases())('the extension, with the host of release $version', (release) => {
  it('asks, is answered, finds, renames and throws away', async () => {
    const { client } = connect(release, newHome());
    const { session } = await client.change('sessions/create', { id: newId(), title: 'Älter', model: 'demo' });
    const sessionId = session.id;
    const replyId = newId();
    const done = new Promise((resolve) => client.on('chat/done', ({ reply }) => resolve(reply)));
    await client.change('chat/send', {
      ...{ sessionId, replyId, userMessage: { id: newId(), content: 'Is an older host still good?' } },
      provider: { baseUrl: server.baseUrl, model: 'demo' },
    });
    expect(await done).toMatchObject({ id: replyId, status: 'complete' });
    await client.change('messages/append', { id: newId(), sessionId, role: 'user', content: 'Straße, 漢字' });
    const { messages } = await client.call('messages/list', { sessionId });
    expect(messages.map(({ role, status }) => `${role} ${status}`)).toEqual([
      ...['user complete', 'assistant complete', 'user complete'],
    ]);
    const { hits } = await client.call('messages/search', { query: 'straße' });
    expect(hits).toMatchObject([{ messageId: messages[2]?.id, sessionTitle: 'Älter' }]);
    await client.change('drafts/set', { sessionId, content: 'Typed', updatedAt: '2026-11-26T12:00:00.000Z' });
    expect((await client.call('drafts/get', { sessionId })).draft.content).toBe('Typed');
    await client.change('sessions/update', { id: sessionId, title: 'Renamed' });
    await client.change('sessions/delete', { id: sessionId });
    const { sessions } = await client.call('sessions/list', { deleted: true });
    expect(sessions).toMatchObject([{ id: sessionId, title: 'Renamed' }]);
  });

  it('understands everything that this host tells of its own store', async () => {
    const home = newHome();
    putStore(release, home);
    const { client, told } = connect(release, home);
    // The first question makes the connection.
    await client.call('hello', { protocol: 1, client: { name: 'test', version: '1' } });
    await told('ready');
    expect(await whatIsSeen(client)).toMatchObject(seenThen(release));
  });

  it('is told to update the host by what this host does not know, and goes on', async () => {
    const { client, states } = connect(release, newHome());
    const unknown = client.call('made-later/list' as 'sessions/list', {});
    await expect(unknown).rejects.toMatchObject({
      code: 'version-mismatch',
      message: 'The host does not know made-later/list yet. Update the host to use this.',
    });
    expect(await client.call('sessions/list', {})).toEqual({ sessions: [], nextCursor: null });
    expect(states.at(-1)).toEqual({ state: 'ready', detail: null });
  });

  it('is told to update the host where a newer one has migrated the store, which stays as it is', async () => {
    const home = newHome();
    const path = putStore(release, home);
    migrateToNextVersion(path);
    const before = hashOf(path);
    const { client, told } = connect(release, home);
    const change = client.change('sessions/create', { id: newId(), title: 'Too late', model: 'm' });
    await expect(change).rejects.toMatchObject({
      code: 'store-newer-than-host',
      message: expect.stringContaining('Update the host; nothing was changed.'),
    });
    expect((await told('failed')).detail).toContain('The store was written by a newer Holdfast');
    expect([hashOf(path), hashOf(join(home, 'holdfast.db'))]).toEqual([before, before]);
  });
});
