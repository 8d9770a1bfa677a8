import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as newId } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeFrame } from '../../native-host/framing.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { cleanUpHosts, type HostProcess, newHome, ORIGIN, startHost } from '../support/host-process.ts';

const HELLO = { protocol: 1, client: { name: 'test', version: '1' } };
const MAX_EXIT_MS = 1500;

afterEach(cleanUpHosts);

const frame = (message: unknown) => encodeFrame(JSON.stringify(message));
const errorsOf = (host: HostProcess) => host.messages.filter((message) => 'error' in message);

function readLog(home: string): string {
  const folder = join(home, 'logs');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

async function addSession(host: HostProcess): Promise<string> {
  const { session } = await host.client.change('sessions/create', { id: newId(), title: 'A talk', model: 'demo' });
  return session.id;
}

/** 16 MiB take seconds on a machine that does nothing else. */
const PATIENCE = { timeoutMs: 45_000 };

async function addMessage(host: HostProcess, sessionId: string, content: string) {
  const { message } = await host.client.change(
    'messages/append',
    { id: newId(), sessionId, role: 'user', content },
    PATIENCE,
  );
  return message;
}

async function msUntilExit(host: HostProcess, end: () => void) {
  const startMs = performance.now();
  end();
  const { code, strayBytes } = await host.exited;
  return { code, strayBytes, inTime: performance.now() - startMs < MAX_EXIT_MS };
}

describe('the host, at its start', () => {
  it('makes a store for its user only and tells of it', async () => {
    const home = newHome();
    const host = startHost({ home });
    expect(await host.client.call('hello', HELLO)).toEqual({
      protocol: 1,
      host: { version: packageJson.version, pid: host.pid, engine: 'native' },
      store: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        state: 'ready',
        schemaVersion: expect.any(Number),
        path: join(home, 'holdfast.db'),
        bytes: expect.any(Number),
        sqliteVersion: expect.stringMatching(/^3\.\d+\.\d+$/),
        sessions: 0,
        messages: 0,
        lastSweepAt: null,
        lastVerifiedBackupAt: null,
      },
    });
    await addMessage(host, await addSession(host), 'x');
    expect((await host.client.call('hello', HELLO)).store).toMatchObject({ sessions: 1, messages: 1 });
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read what it keeps', async () => {
    const home = newHome();
    const host = startHost({ home });
    await addMessage(host, await addSession(host), 'x');
    const modes = readdirSync(home, { recursive: true, withFileTypes: true }).map((entry) => {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      return `${entry.isDirectory() ? 'folder' : 'file'} ${mode.toString(8)}`;
    });
    expect(new Set(modes)).toEqual(new Set(['folder 700', 'file 600']));
    expect(modes.filter((mode) => mode.startsWith('file')).length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['no origin', []],
    ['another extension', ['chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/']],
    ['a web page', ['https://example.com/']],
    ['the origin in second place', ['--parent-window=0', ORIGIN]],
  ])('refuses to run for %s: 77, nothing on stdout, nothing on disk', async (_, args) => {
    const home = newHome();
    const host = startHost({ home, args });
    const { code, stderr, strayBytes } = await host.exited;
    expect({ code, strayBytes, messages: host.messages, files: readdirSync(home) }).toEqual({
      code: 77,
      strayBytes: 0,
      messages: [],
      files: [],
    });
    expect(stderr).toContain('started by the browser');
  });

  it('says which side to update when the extension speaks another protocol', async () => {
    const host = startHost({ home: newHome() });
    for (const [protocol, side] of [
      [2, 'host'],
      [0, 'extension'],
    ] as const) {
      await expect(host.client.call('hello', { ...HELLO, protocol })).rejects.toMatchObject({
        code: 'version-mismatch',
        message: expect.stringContaining(`Update the ${side}.`),
        details: { extensionProtocol: protocol, hostProtocol: 1 },
      });
    }
  });
});

describe('the host, at its end', () => {
  it('exits with 0 soon after the input ends, and leaves no open log of writes behind', async () => {
    const home = newHome();
    const host = startHost({ home });
    await addMessage(host, await addSession(host), 'kept');
    expect(await msUntilExit(host, host.endInput)).toEqual({ code: 0, strayBytes: 0, inTime: true });
    expect(readdirSync(home).filter((name) => name.startsWith('holdfast.db'))).toEqual(['holdfast.db']);
  });

  it('finishes the transaction it is in, and answers', async () => {
    const home = newHome();
    const host = startHost({ home });
    const sessionId = await addSession(host);
    const content = 'x'.repeat(8 * 1024 * 1024);
    const answer = addMessage(host, sessionId, content);
    host.endInput();
    expect((await answer).content).toHaveLength(content.length);
    // From the answer on: how long the transaction takes is another matter.
    expect(await msUntilExit(host, () => {})).toEqual({ code: 0, strayBytes: 0, inTime: true });
  });

  it('waits for a reader that takes its time, but not for ever', async () => {
    const home = newHome();
    const host = startHost({ home });
    const sessionId = await addSession(host);
    await addMessage(host, sessionId, 'x'.repeat(2 * 1024 * 1024));
    for (const [pauseMs, isAnswered] of [
      [300, true],
      [60_000, false],
    ] as const) {
      const reading = startHost({ home });
      await reading.client.call('hello', HELLO);
      reading.pauseReading(pauseMs);
      const answer = reading.client.call('messages/list', { sessionId }).then(
        ({ messages }) => messages.length === 1,
        () => false,
      );
      expect(await msUntilExit(reading, reading.endInput)).toMatchObject({ code: 0, inTime: true });
      expect(await answer).toBe(isAnswered);
    }
  });

  it('finishes the transaction it waits for another process to let it begin', async () => {
    const home = newHome();
    const host = startHost({ home });
    const sessionId = await addSession(host);
    const other = new Database(join(home, 'holdfast.db'));
    other.exec('BEGIN IMMEDIATE');
    const answer = addMessage(host, sessionId, 'waited');
    setTimeout(() => other.exec('ROLLBACK'), 300);
    expect(await msUntilExit(host, host.endInput)).toEqual({ code: 0, strayBytes: 0, inTime: true });
    expect(await answer).toMatchObject({ content: 'waited', sequence: 1 });
    expect(other.prepare('SELECT content FROM messages').all()).toEqual([{ content: 'waited' }]);
    other.close();
  });

  it.each([
    ['a length of zero', Buffer.alloc(4)],
    ['a length beyond the limit', Buffer.from([1, 0, 0, 4])],
    ['the end inside a frame', frame({ jsonrpc: '2.0', id: 9, method: 'hello', params: HELLO }).subarray(0, 30)],
  ])('breaks off at %s: what came before is done, one error frame, one line in the log, 65', async (_, broken) => {
    const home = newHome();
    const host = startHost({ home });
    const sessionId = await addSession(host);
    const answer = addMessage(host, sessionId, 'acknowledged');
    host.write(broken);
    host.endInput();
    const { code, strayBytes } = await host.exited;
    await answer;

    expect({ code, strayBytes }).toEqual({ code: 65, strayBytes: 0 });
    expect(errorsOf(host)).toEqual([
      { jsonrpc: '2.0', id: null, error: { code: -32700, message: expect.any(String) } },
    ]);
    const lines = readLog(home).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line)).filter(({ level }) => level > 30)).toEqual([
      expect.objectContaining({ msg: 'input broken' }),
    ]);
    const store = new Database(join(home, 'holdfast.db'), { readonly: true });
    expect(store.prepare('SELECT content FROM messages').all()).toEqual([{ content: 'acknowledged' }]);
    expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
    store.close();
  });
});

describe('the host, between', () => {
  it('keeps the connection whatever a frame holds', async () => {
    const host = startHost({ home: newHome() });
    await host.client.call('hello', HELLO);
    const send = (json: string) => host.write(encodeFrame(json));
    const request = (id: unknown, more: object) => JSON.stringify({ jsonrpc: '2.0', id, ...more });

    send('{"jsonrpc":"2.0",');
    host.write(encodeFrame('    ').fill(Buffer.from([0x22, 0xff, 0xfe, 0x22]), 4));
    send('['.repeat(1_000_000));
    send('['.repeat(100_000) + ']'.repeat(100_000));
    send(`[${request(1, { method: 'hello', params: HELLO })}]`);
    send(request(10, { method: '__proto__' }));
    send(request(11, { method: 'backups/delete' }));
    send(request(12, { method: 'x'.repeat(1_000_000) }));
    send(`{"jsonrpc":"2.0","id":13,"method":"sessions/get","params":{"__proto__":{"id":"a"}}}`);
    send(request(14, { method: 'sessions/get', params: ['a'] }));
    send(request(15, { method: 'sessions/get', params: 'a' }));
    send(request(16, { method: 'sessions/create', params: { id: newId(), title: 'x', model: 'm' } }));
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const meta = `"_meta":{"requestId":"${newId()}"}`;
    send(`{"jsonrpc":"2.0","id":18,"method":"analytics/record","params":{"eventType":"x","metadata":${deep},${meta}}}`);
    send(JSON.stringify({ jsonrpc: '2.0', method: 'sessions/list', params: {} }));
    send(request(17, { method: 'sessions/list', params: {} }));
    await host.waitFor(({ id }) => id === 17);

    const outcomes = host.messages
      .filter((message) => 'id' in message && message['id'] !== 1)
      .map(({ id, error }) => [id, (error as { code?: number } | undefined)?.code]);
    expect(outcomes.filter(([id]) => id === null)).toEqual([
      [null, -32700],
      [null, -32700],
      [null, -32700],
      [null, -32600],
      [null, -32600],
    ]);
    expect(Object.fromEntries(outcomes.filter(([id]) => id !== null))).toEqual({
      10: -32601,
      11: -32601,
      12: -32601,
      13: -32602,
      14: -32602,
      15: -32602,
      16: -32602,
      17: undefined,
      18: -32602,
    });
    expect(Math.max(...host.frameBytes)).toBeLessThan(10_000);
  });

  it('takes frames cut anywhere, several at once, and an id anew when it is free', async () => {
    const host = startHost({ home: newHome() });
    const hello = frame({ jsonrpc: '2.0', id: 'same', method: 'hello', params: HELLO });
    for (const byte of hello) host.write(Buffer.from([byte]));
    await host.waitFor(({ id }) => id === 'same');
    host.write(Buffer.concat([hello, hello]));
    host.write(frame({ jsonrpc: '2.0', id: 'last', method: 'hello', params: HELLO }));
    await host.waitFor(({ id }) => id === 'last');
    const answers = host.messages
      .filter(({ id }) => id === 'same')
      .map((message) => ('result' in message ? 'ok' : 'no'));
    // The second of the two came while the first still ran.
    expect(answers.toSorted()).toEqual(['no', 'ok', 'ok']);
  });

  it('carries 16 MiB of text both ways, in frames that any browser takes', async () => {
    const host = startHost({ home: newHome() });
    const sessionId = await addSession(host);
    const unit = '"\\字🐙\n';
    const content = unit.repeat((16 * 1024 * 1024) / Buffer.byteLength(unit));
    await addMessage(host, sessionId, content);
    const { messages } = await host.client.call('messages/list', { sessionId }, PATIENCE);
    expect(messages[0]?.content === content).toBe(true);
    expect(Math.max(...host.frameBytes)).toBeLessThanOrEqual(1_048_576);
    await expect(addMessage(host, sessionId, `${content}${unit}`)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('writes nothing but frames to stdout, whatever its code prints', async () => {
    const home = newHome();
    const printing = join(home, 'printing.mjs');
    writeFileSync(
      printing,
      `const original = process.stdout.write;
       const timer = setInterval(() => {
         if (process.stdout.write === original) return;
         clearInterval(timer);
         console.log('a stray line');
         process.stdout.write('stray bytes');
         process.stdout.write(new Uint8Array([0, 0, 0, 0]));
       }, 5);`,
    );
    const host = startHost({ home, nodeOptions: ['--import', `file://${printing}`] });
    await host.client.call('hello', HELLO);
    const strayLines = () => readLog(home).match(/written to stdout that is no frame/g)?.length;
    await expect.poll(strayLines, { timeout: 5000 }).toBe(3);
    expect(await msUntilExit(host, host.endInput)).toEqual({ code: 0, strayBytes: 0, inTime: true });
    expect(readLog(home)).not.toContain('stray line');
  });

  it('logs errors with the reference it answers, and neither text nor keys', async () => {
    const home = newHome();
    const host = startHost({ home });
    const sessionId = await addSession(host);
    const baseUrl = 'http://127.0.0.1:9/v1';
    const settle = (call: Promise<unknown>) => call.catch((error: { code: string; details: object }) => error);
    await host.client.call('credentials/set', { baseUrl, apiKey: 'MARKER key "quoted"\n' });
    await settle(host.client.call('models/list', { baseUrl }));
    await settle(host.client.call('balance/get', { baseUrl }));
    await settle(host.client.call('sessions/get', { id: 'MARKER' }));
    await host.client.change('sessions/update', { id: sessionId, title: 'MARKER title' });
    await addMessage(host, sessionId, 'MARKER content');
    host.write(encodeFrame('"MARKER'));

    const other = new Database(join(home, 'holdfast.db'));
    other.exec(`DROP TABLE drafts; CREATE TRIGGER "MARKER" BEFORE INSERT ON messages BEGIN
      SELECT raise(ABORT, 'the text was "MARKER"'); END;`);
    other.close();
    const draft = { sessionId, content: 'MARKER draft', updatedAt: '2026-01-31T12:00:00.000Z' };
    const refs = [
      await settle(host.client.change('drafts/set', draft)),
      await settle(addMessage(host, sessionId, 'MARKER again')),
    ].map((error) => (error as { details: { ref?: string } }).details.ref);
    host.endInput();
    await host.exited;

    const log = readLog(home);
    for (const ref of refs) expect(log).toContain(ref ?? 'a reference');
    expect(log).not.toContain('MARKER');
  });
});
