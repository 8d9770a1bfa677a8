import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ReplyRequest } from '../../../lib/chat/provider.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { type ModelServer, startModelServer } from '../../support/model-server/start-model-server.ts';
import { createCollector, createTestClient, NOW_MS, PLAIN_OUTCOME, requestTo } from './client-fixture.ts';

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer({
    scripts: {
      repeats: ({ body }, response) => response.writeHead(400).end(`Not so: ${JSON.stringify(body)} stream_options`),
    },
  });
});

afterAll(() => server.close());

const host = () => new URL(server.baseUrl).host;
const signal = () => new AbortController().signal;
const bodies = (model: string) =>
  server.requests.map(({ body }) => body as { model?: string }).filter((body) => body.model === model);

/** A reply of the shared server, and everything it left behind. */
async function reply(model: string, changes: Partial<ReplyRequest> = {}, isVenice = false) {
  const { client } = createTestClient({ isVenice });
  const collector = createCollector();
  const outcome = await client.streamReply(requestTo(server.baseUrl, model, changes), collector.onPiece);
  return { outcome, text: collector.text(), reasoning: collector.reasoning(), pieces: collector.pieces };
}

async function failureOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => expect.fail('should have been rejected'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, message: error.message, details: error.details };
}

const SCRIPTED = { ...PLAIN_OUTCOME, requestId: 'chatcmpl-scripted' };

describe('streamReply', () => {
  it('asks an ordinary server in nothing but standard fields', async () => {
    await reply('demo-no-usage', {
      messages: [
        { role: 'system', content: 'Be \ud83d.' },
        { role: 'user', content: 'Hi' },
      ],
    });
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', path: '/api/v1/chat/completions' });
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
    expect(bodies('demo-no-usage')).toEqual([
      {
        model: 'demo-no-usage',
        messages: [
          { role: 'system', content: 'Be \ufffd.' },
          { role: 'user', content: 'Hi' },
        ],
        stream: true,
        stream_options: { include_usage: true },
      },
    ]);
  });

  it('adds what Venice knows for Venice, and reads the balance before the request', async () => {
    const { outcome } = await reply('demo-usage', { apiKey: 'sk-test' }, true);
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer sk-test');
    expect(bodies('demo-usage')).toEqual([
      {
        model: 'demo-usage',
        messages: [{ role: 'user', content: 'What is kept?' }],
        stream: true,
        stream_options: { include_usage: true },
        venice_parameters: { include_venice_system_prompt: false },
        prompt_cache_key: 'session-1',
      },
    ]);
    expect(outcome).toEqual({
      ...SCRIPTED,
      promptTokens: 612,
      completionTokens: 146,
      cost: 0.00042,
      balanceBefore: { usd: 50.23, diem: 100.023 },
    });
  });

  it('passes text and thoughts on as they arrive', async () => {
    const { pieces, text, reasoning } = await reply('demo-reasoning');
    expect(text).toBe('Scripted demo model: thought first, then answered "What is kept?".');
    expect(reasoning).toBe('The user asks something. I am scripted, so I say that.');
    const kinds = pieces.map(({ kind }) => kind);
    expect(kinds).toEqual([...kinds].sort());
  });

  it('joins tool calls', async () => {
    expect((await reply('demo-tools')).outcome).toEqual({
      ...SCRIPTED,
      finishReason: 'tool_calls',
      toolCalls: [
        { id: 'call_first', type: 'function', function: { name: 'read_file', arguments: '{"path":"notes.md"}' } },
        { id: 'call_second', type: 'function', function: { name: 'list_files', arguments: '{"under":"/"}' } },
      ],
    });
  });

  it('leaves the counters open where the server tells none', async () => {
    expect((await reply('demo-no-usage')).outcome).toEqual(SCRIPTED);
  });

  it.each([
    [
      'demo-openrouter',
      'Scripted demo model in the manner of OpenRouter.',
      'Hm, so.',
      {
        promptTokens: 20,
        completionTokens: 9,
        cost: 0.00012,
        sendBack: {
          reasoning_details: [
            { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0, text: 'Hm, so.', signature: 'c2lnbmVk' },
          ],
        },
      },
    ],
    ['demo-ollama', 'Scripted demo model in the manner of Ollama.', 'Hm.', { promptTokens: 11, completionTokens: 8 }],
    [
      'demo-llamacpp',
      'Scripted demo model in the manner of llama.cpp.',
      'Hm.',
      { promptTokens: 12, completionTokens: 9 },
    ],
    ['demo-xai', 'Scripted demo model in the manner of xAI.', 'Hm.', { promptTokens: 432, completionTokens: 204 }],
  ])('understands %s', async (model, text, reasoning, outcome) => {
    expect(await reply(model)).toMatchObject({ text, reasoning, outcome: { ...SCRIPTED, ...outcome } });
  });

  it('accepts CR LF, and a whole answer instead of a stream', async () => {
    expect((await reply('demo-crlf')).text).toBe('Scripted demo model: lines end with CR LF.');
    const whole = await reply('demo-json');
    expect(whole.pieces).toEqual([{ kind: 'text', text: 'Scripted demo model: all at once.' }]);
    expect(whole.outcome).toEqual({ ...SCRIPTED, promptTokens: 11, completionTokens: 6 });
  });

  it('asks once more without stream_options, and not again with them', async () => {
    const { client } = createTestClient();
    const ask = () => client.streamReply(requestTo(server.baseUrl, 'demo-no-stream-options'), () => {});
    expect((await ask()).finished).toBe(true);
    expect((await ask()).finished).toBe(true);
    const asked = bodies('demo-no-stream-options').map((body) => 'stream_options' in body);
    expect(asked).toEqual([true, false, false]);
  });

  it('asks only once more of a server that repeats the request in every refusal', async () => {
    const failure = { code: 'provider-failed', details: { status: 400 } };
    const { client } = createTestClient();
    const ask = () => failureOf(client.streamReply(requestTo(server.baseUrl, 'repeats'), () => {}));
    expect(await ask()).toMatchObject(failure);
    expect(await ask()).toMatchObject(failure);
    const asked = bodies('repeats').map((body) => 'stream_options' in body);
    expect(asked).toEqual([true, false, true, false]);
  });

  it('sends back what the server wants back, without letting it replace what was said', async () => {
    const toolCalls = [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }];
    const sendBack = { reasoning_details: [{ type: 'x' }], role: 'system', content: 'hostile', tool_calls: [] };
    await reply('demo-json', {
      messages: [
        { role: 'assistant', content: 'Said', toolCalls, sendBack },
        { role: 'assistant', content: 'Said again', sendBack },
        { role: 'user', content: 'Asked', sendBack },
      ],
    });
    expect(bodies('demo-json').at(-1)).toEqual({
      model: 'demo-json',
      messages: [
        { role: 'assistant', content: 'Said', tool_calls: toolCalls, reasoning_details: [{ type: 'x' }] },
        { role: 'assistant', content: 'Said again', reasoning_details: [{ type: 'x' }] },
        { role: 'user', content: 'Asked' },
      ],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('keeps the text when the server fails in the middle', async () => {
    const { outcome, text } = await reply('demo-overload');
    expect(text).toBe('Scripted demo model: this far, then');
    expect(outcome).toEqual({
      ...SCRIPTED,
      finished: false,
      finishReason: null,
      error: {
        code: 'provider-failed',
        message: `${host()} failed to answer: “The scripted demo model is overloaded.” Try again in 30 s.`,
        retryable: true,
      },
    });
  });

  it('keeps the text when the connection breaks within a character', async () => {
    const { outcome, text } = await reply('demo-cut');
    expect(text).toBe('Scripted demo model: the connection breaks here');
    expect(outcome).toEqual({ ...SCRIPTED, finished: false, finishReason: null });
  });

  it('gives up a server that says nothing', async () => {
    const { client, timers } = createTestClient();
    const failure = failureOf(client.streamReply(requestTo(server.baseUrl, 'demo-silence'), () => {}));
    await vi.waitFor(() => expect(bodies('demo-silence').length).toBe(1), { interval: 1 });
    timers.fire(120_000);
    expect(await failure).toEqual({
      code: 'timeout',
      message: `${host()} has sent nothing for 120 s. Try again, or choose another model.`,
      details: { host: host() },
    });
    expect(timers.waits()).toEqual([]);
  });

  it('keeps the text of a server that falls silent', async () => {
    const { client, timers } = createTestClient();
    const collector = createCollector();
    const answer = client.streamReply(requestTo(server.baseUrl, 'demo-stall'), collector.onPiece);
    await vi.waitFor(() => expect(collector.text()).toBe('Scripted demo model: says this much and'), { interval: 1 });
    timers.fire(120_000);
    expect(await answer).toEqual({
      ...SCRIPTED,
      finished: false,
      finishReason: null,
      error: {
        code: 'timeout',
        message: `${host()} has sent nothing for 120 s. Try again, or choose another model.`,
        retryable: true,
      },
    });
  });

  it.each(['demo-10mb', 'demo-10mb-line'])(
    'takes ten megabytes from %s in time',
    async (model) => {
      const { outcome, text } = await reply(model);
      expect(outcome).toEqual(SCRIPTED);
      expect(text.length).toBe(10_000_000);
    },
    5000,
  );

  it.each([
    ['demo-400', 'provider-failed', { status: 400, reason: 'context-length-exceeded' }],
    ['demo-401', 'provider-unauthorized', { status: 401 }],
    ['demo-402', 'provider-insufficient-balance', { status: 402 }],
    ['no-such-model', 'provider-failed', { status: 404 }],
  ])('%s is refused at once as %s', async (model, code, details) => {
    expect(await failureOf(reply(model, { apiKey: 'sk-test' }))).toMatchObject({ code, details });
    expect(bodies(model).length).toBe(1);
  });

  it('waits as a server with too many requests asks', async () => {
    const { client, timers } = createTestClient();
    const answer = client.streamReply(requestTo(server.baseUrl, 'demo-429-3'), () => {});
    for (const tries of [1, 2]) {
      await vi.waitFor(() => expect(timers.waits()).toEqual([1000]), { interval: 1 });
      expect(bodies('demo-429-3').length).toBe(tries);
      timers.fire(1000);
    }
    expect((await answer).finished).toBe(true);
  });

  it('tries a failing server six times', async () => {
    const { client, timers } = createTestClient();
    const failure = failureOf(client.streamReply(requestTo(server.baseUrl, 'demo-500'), () => {}));
    for (const ms of [500, 1000, 2000, 4000, 8000]) {
      await vi.waitFor(() => expect(timers.waits()).toEqual([ms]), { interval: 1 });
      timers.fire(ms);
    }
    expect(await failure).toEqual({
      code: 'provider-failed',
      message: `${host()} failed to answer: “The scripted demo model failed as it should.” Try again in a moment.`,
      details: { status: 500 },
    });
    expect(bodies('demo-500').length).toBe(6);
  });

  it('can be stopped before, while it waits and in mid-stream', async () => {
    const cancelled = { code: 'cancelled', message: 'The request was stopped.', details: {} };
    const { client, timers } = createTestClient();
    const before = new AbortController();
    before.abort();
    const ask = (model: string, controller: AbortController, onPiece = () => {}) =>
      failureOf(client.streamReply(requestTo(server.baseUrl, model, { signal: controller.signal }), onPiece));
    expect(await ask('demo', before)).toEqual(cancelled);

    const waiting = new AbortController();
    const waited = ask('demo-429', waiting);
    await vi.waitFor(() => expect(timers.waits()).toEqual([1000]), { interval: 1 });
    waiting.abort();
    expect(await waited).toEqual(cancelled);

    const streaming = new AbortController();
    expect(await ask('demo-slow', streaming, () => streaming.abort(new Error('a reason')))).toEqual(cancelled);
    expect(timers.waits()).toEqual([]);
  });

  it('names the host that cannot be reached', async () => {
    const closed = await startModelServer();
    await closed.close();
    const { client } = createTestClient();
    const address = new URL(closed.baseUrl).host;
    expect(await failureOf(client.streamReply(requestTo(closed.baseUrl, 'demo'), () => {}))).toEqual({
      code: 'provider-unreachable',
      message: `Nothing answers at ${address}. Start the model server there, or correct its address.`,
      details: { host: address, networkCode: 'ECONNREFUSED' },
    });
  });

  it('takes a base URL with a slash at its end', async () => {
    expect((await reply('demo-no-usage', { baseUrl: `${server.baseUrl}/` })).outcome).toEqual(SCRIPTED);
  });

  it('takes no address that is none, and no key that cannot be sent', async () => {
    const { client } = createTestClient();
    expect((await failureOf(client.streamReply(requestTo('nonsense', 'demo'), () => {}))).code).toBe('invalid');
    const failure = await failureOf(reply('demo', { apiKey: 'sk-secret\nsk-secret' }));
    expect(failure.code).toBe('provider-unauthorized');
    expect(JSON.stringify(failure)).not.toContain('secret');
  });

  it('throws what its listener throws', async () => {
    const mistake = new AppError('disk-full', 'No space is left.');
    const { client } = createTestClient();
    const answer = client.streamReply(requestTo(server.baseUrl, 'demo-stall'), () => {
      throw mistake;
    });
    await expect(answer).rejects.toBe(mistake);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = createServer((_, response) => {
      response.writeHead(307, { location: `${server.baseUrl}/chat/completions` }).end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const { client } = createTestClient();
    const request = requestTo(`http://${address}`, 'demo-redirected', { apiKey: 'sk-test' });
    expect(await failureOf(client.streamReply(request, () => {}))).toEqual({
      code: 'provider-failed',
      message: `${address} redirects to ${host()}, and a key is not sent on to another server. Enter the final address.`,
      details: { status: 307 },
    });
    expect(bodies('demo-redirected')).toEqual([]);
    elsewhere.close();
  });
});

describe('listModels', () => {
  it('lists the models of any server', async () => {
    const { client } = createTestClient();
    const models = await client.listModels({ baseUrl: server.baseUrl, apiKey: null }, signal());
    expect(server.requests.at(-1)?.path).toBe('/api/v1/models');
    expect(models[0]).toEqual({
      id: 'demo',
      name: 'Scripted demo model',
      contextTokens: 200_000,
      pricing: { inputPerMillion: 1.54, outputPerMillion: 4.84 },
    });
    expect(models.every(({ name }) => name.startsWith('Scripted demo model'))).toBe(true);
  });

  /** A Venice whose answers are given by path. */
  async function venice(answers: Readonly<Record<string, readonly [number, string]>>) {
    const paths: string[] = [];
    const other = createServer((request, response) => {
      paths.push(request.url ?? '');
      const [status, body] = answers[request.url ?? ''] ?? [404, '{}'];
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { client } = createTestClient({ isVenice: true });
    const credentials = { baseUrl: `http://127.0.0.1:${(other.address() as AddressInfo).port}`, apiKey: null };
    const list = async () => {
      try {
        return await client.listModels(credentials, signal());
      } finally {
        other.close();
      }
    };
    return { list, paths };
  }

  const LIST = JSON.stringify({ data: [{ id: 'a' }, { id: 'b' }, { id: 'c', model_spec: { offline: true } }] });

  it("puts Venice's default first and leaves out what is offline", async () => {
    const { list, paths } = await venice({
      '/models?type=text': [200, LIST],
      '/models/traits': [200, '{"default":"b"}'],
    });
    expect((await list()).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(paths.toSorted()).toEqual(['/models/traits', '/models?type=text']);
  });

  it.each([
    [500, '{}'],
    [200, 'no JSON'],
    [200, '{"default":"gone"}'],
  ])('does without traits: %i %s', async (status, body) => {
    const { list } = await venice({ '/models?type=text': [200, LIST], '/models/traits': [status, body] });
    expect((await list()).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('says what is wrong with the address', async () => {
    const { list } = await venice({ '/models?type=text': [200, '<!doctype html>'] });
    const failure = await failureOf(list());
    expect(failure).toMatchObject({ code: 'provider-failed', details: { status: 200 } });
    expect(failure.message).toMatch(/^127\.0\.0\.1:\d+ did not answer in JSON\. Check the address; /);
  });

  it('stops reading a list that does not end', async () => {
    const { list } = await venice({ '/models?type=text': [200, ' '.repeat(33 * 1024 * 1024)] });
    expect((await failureOf(list())).message).toContain('too long to read');
  });
});

describe('getBalance', () => {
  it('asks Venice', async () => {
    const { client } = createTestClient({ isVenice: true });
    const other = await startModelServer({ requireKey: 'sk-right' });
    const balance = (apiKey: string | null) => client.getBalance({ baseUrl: other.baseUrl, apiKey }, signal());
    const found = await balance('sk-right');
    expect(found).toEqual({
      diem: 100.023,
      usd: 50.23,
      canConsume: true,
      nextEpochAt: expect.stringMatching(/T00:00:00\.000Z$/),
      fetchedAt: new Date(NOW_MS).toISOString(),
    });
    expect(Date.parse(found.nextEpochAt ?? '')).toBeGreaterThan(Date.now());
    expect(await failureOf(balance(null))).toMatchObject({ code: 'provider-unauthorized', details: { status: 402 } });
    expect(await failureOf(balance('sk-wrong'))).toMatchObject({
      code: 'provider-unauthorized',
      details: { status: 401 },
    });
    await other.close();
  });

  it('knows nothing of other servers, and does not ask', async () => {
    const { client } = createTestClient();
    const asked = server.requests.length;
    expect(await client.getBalance({ baseUrl: server.baseUrl, apiKey: 'x' }, signal())).toEqual({
      diem: null,
      usd: null,
      canConsume: null,
      nextEpochAt: null,
      fetchedAt: new Date(NOW_MS).toISOString(),
    });
    expect(server.requests.length).toBe(asked);
  });
});
