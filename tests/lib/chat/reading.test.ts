import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAnswer } from '../../../lib/chat/answer.ts';
import { createPayloads } from '../../../lib/chat/payloads.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { type ModelServer, startModelServer } from '../../support/model-server/start-model-server.ts';
import { createCollector, createTestClient, NOW_MS, PLAIN_OUTCOME, requestTo } from './client-fixture.ts';

/** Set by each test: what the model `script` does. */
let script: (response: ServerResponse) => void;
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer({ scripts: { script: (_, response) => script(response) } });
});

afterAll(() => server.close());

async function read(answer: typeof script | string) {
  script = typeof answer === 'string' ? (response) => response.end(answer) : answer;
  const { client } = createTestClient();
  const collector = createCollector();
  const outcome = await client.streamReply(requestTo(server.baseUrl, 'script'), collector.onPiece);
  return { outcome, text: collector.text(), reasoning: collector.reasoning() };
}

const events = (...chunks: readonly unknown[]) => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const says = (content: unknown, choice = {}) => ({ choices: [{ delta: { content }, ...choice }] });
const stop = { choices: [{ delta: {}, finish_reason: 'stop' }] };
const DONE = 'data: [DONE]\n\n';
const plain = { text: '', reasoning: '', outcome: PLAIN_OUTCOME };

describe('readAnswer', () => {
  it('is finished with a finish reason, or with [DONE], and interrupted without both', async () => {
    expect(await read(events(says('a'), stop) + DONE)).toEqual({ ...plain, text: 'a' });
    expect(await read(events(says('a'), stop))).toEqual({ ...plain, text: 'a' });
    const unexplained = { ...PLAIN_OUTCOME, finishReason: null };
    expect(await read(events(says('a')) + DONE)).toEqual({ ...plain, text: 'a', outcome: unexplained });
    expect(await read(events(says('a')))).toEqual({
      ...plain,
      text: 'a',
      outcome: { ...unexplained, finished: false },
    });
  });

  it('reads on after the finish reason and takes the last counters', async () => {
    const counted = (prompt_tokens: number) => ({ choices: [], usage: { prompt_tokens, completion_tokens: 1 } });
    const stream = events(counted(1), says('a'), stop, says('b'), counted(2), { usage: null }) + DONE;
    expect(await read(stream)).toEqual({
      ...plain,
      text: 'ab',
      outcome: { ...PLAIN_OUTCOME, promptTokens: 2, completionTokens: 1 },
    });
  });

  it('does not wait long for counters after the finish reason', async () => {
    script = (response) => response.write(events(says('a'), stop));
    const { client, timers } = createTestClient();
    const answer = client.streamReply(requestTo(server.baseUrl, 'script'), () => {});
    await vi.waitFor(() => expect(timers.waits()).toEqual([10_000]), { interval: 1 });
    timers.fire(10_000);
    expect(await answer).toEqual(PLAIN_OUTCOME);
  });

  it('does not wait for the connection to close after [DONE]', async () => {
    expect(await read((response) => response.write(events(says('a'), stop) + DONE))).toEqual({ ...plain, text: 'a' });
  });

  it('ends the connection of an answer that goes on after its end, or is a refusal without end', async () => {
    const endless = async (status: number, opening: string) => {
      const closed = Promise.withResolvers<void>();
      const answer = read((response) => {
        response.once('close', closed.resolve).writeHead(status, { location: 'http://127.0.0.1' }).write(opening);
        const goOn = () => void (response.destroyed || response.write('x'.repeat(10_000), () => setImmediate(goOn)));
        goOn();
      });
      const code = await answer.then(
        () => 'outcome',
        (error: AppError) => error.code,
      );
      await closed.promise;
      return code;
    };
    expect(await endless(200, events(says('a'), stop) + DONE)).toBe('outcome');
    expect(await endless(307, '')).toBe('provider-failed');
    expect(await endless(401, '')).toBe('provider-unauthorized');
  });

  it('keeps the text when the connection is lost, unless the reply was over', async () => {
    const lose = (stream: string) => (response: ServerResponse) =>
      void response.write(stream, () => setTimeout(() => response.destroy(), 20));
    expect(await read(lose(events(says('a'))))).toEqual({
      ...plain,
      text: 'a',
      outcome: { ...PLAIN_OUTCOME, finished: false, finishReason: null },
    });
    expect(await read(lose(events(says('a'), stop)))).toEqual({ ...plain, text: 'a' });
    await expect(read(lose(': hello\n\n'))).rejects.toMatchObject({ code: 'provider-unreachable' });
  });

  it('passes over choices that are absent, empty or null, and content that is null', async () => {
    const chunks = [{}, { choices: [] }, { choices: null }, { choices: [null] }, { choices: [{ delta: null }] }];
    expect(await read(events(...chunks, says(null), says(7), says('a'), stop))).toEqual({ ...plain, text: 'a' });
  });

  it('reads thoughts by both names, once', async () => {
    const thinks = (delta: object) => ({ choices: [{ delta }] });
    const chunks = [
      thinks({ reasoning: 'a' }),
      thinks({ reasoning_content: 'b' }),
      thinks({ reasoning: 'c', reasoning_content: 'c' }),
      thinks({ reasoning: 'd', reasoning_content: '' }),
    ];
    expect(await read(events(...chunks, stop))).toEqual({ ...plain, reasoning: 'abcd' });
  });

  it('reads content in parts, and a refusal', async () => {
    const parts = [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }, { type: 'text', text: 'a' }, null];
    const refusal = { choices: [{ delta: { refusal: 'no' } }] };
    expect(await read(events(says(parts), refusal, stop))).toEqual({ ...plain, text: 'ano', reasoning: 'hm' });
  });

  it('does not repeat text that a whole message says again beside deltas', async () => {
    const again = { choices: [{ message: { content: 'ab' } }] };
    expect(await read(events(says('a'), says('b', { message: { content: 'ab' } }), again, stop))).toEqual({
      ...plain,
      text: 'ab',
    });
  });

  it('joins a code point that the server cut between two events', async () => {
    const stream =
      'data: {"choices":[{"delta":{"content":"a\\ud83d"}}]}\n\ndata: {"choices":[{"delta":{"content":"\\udc19\\ud83d"}}]}\n\n';
    expect((await read(stream)).text).toBe('a🐙\ufffd');
  });

  it.each([
    [{ error: { message: 'Bad', code: 500 } }, 'failed to answer: “Bad”. Try again in a moment.', true],
    [{ error: 'Bad' }, 'failed to answer: “Bad”. Try again in a moment.', true],
    [
      { object: 'error', message: 'Bad', code: 400 },
      'refused the request: “Bad”. Change the message, or choose another model.',
      false,
    ],
    [{ choices: [{ delta: {}, finish_reason: 'error' }] }, 'failed to answer. Try again in a moment.', true],
    [{ choices: [{ delta: {}, error: { message: 'Bad' } }] }, 'failed to answer: “Bad”. Try again in a moment.', true],
  ])('tells an error within the answer: %j', async (chunk, words, retryable) => {
    const message = `${new URL(server.baseUrl).host} ${words}`;
    const error = { code: 'provider-failed', message, retryable };
    for (const stream of [events(chunk), events(says('a'), chunk, says('b')) + DONE]) {
      const { outcome, text } = await read(stream);
      expect(outcome).toMatchObject({ finished: false, error });
      expect(text).toBe(stream.includes('"a"') ? 'ab' : '');
    }
  });

  it('takes no error that is null for one', async () => {
    expect(await read(events({ ...says('a'), error: null }, { ...stop, error: '' }))).toEqual({ ...plain, text: 'a' });
  });

  it('tells an error in a whole answer', async () => {
    expect((await read('{"error":{"message":"Bad","code":429}}')).outcome).toMatchObject({
      finished: false,
      error: { code: 'provider-rate-limited' },
    });
  });

  it('tells that a piece is too long, and keeps the text', async () => {
    const { outcome, text } = await read(`${events(says('a'))}data: "${'x'.repeat(33 * 1024 * 1024)}`);
    expect(text).toBe('a');
    expect(outcome).toMatchObject({ finished: false, error: { code: 'too-large', retryable: false } });
  });

  it.each(['', DONE, 'data: {}\n\n', '{"choices"', '{"object":"list"}', 'null', 'nonsense\n\n', 'data: 7\n\n'])(
    'refuses an answer that says nothing: %j',
    async (answer) => {
      await expect(read(answer)).rejects.toMatchObject({ code: 'provider-failed', details: {} });
    },
  );

  it('refuses a web page', async () => {
    const page = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    await expect(read(page)).rejects.toMatchObject({ code: 'provider-failed', details: { status: 200 } });
  });
});

describe('createAnswer', () => {
  const receive = (chunks: readonly unknown[], isKnownAgain: boolean) => {
    const { onPiece, text, reasoning } = createCollector();
    const asked = { host: 'h', apiKey: null, turns: [] };
    const answer = createAnswer({ asked, onPiece, random: () => 0, nowMs: NOW_MS });
    const payloads = createPayloads({
      onPayload: (payload) => (isKnownAgain ? answer.add(payload) : void answer.add(payload)),
      onText: answer.addText,
    });
    payloads.feed(new TextEncoder().encode(events(...chunks)));
    payloads.end();
    return { ...answer.end(), text: text(), reasoning: reasoning(), isOver: answer.isOver() };
  };

  it.each([
    [{ usage: { prompt_tokens: 1, completion_tokens: 1 } }, { usage: { prompt_tokens: 2, completion_tokens: 2 } }],
    [{ cost: { usd: 1 } }, { cost: { usd: 2 } }],
  ])('takes counters again that came before, %j', (first, second) => {
    const chunks = [
      { ...says('a'), ...first },
      { choices: [], ...second },
      { ...says('b'), ...first },
    ];
    expect(receive(chunks, true)).toEqual(receive(chunks, false));
  });

  it('takes a finish reason again that came before', () => {
    const [stops, cut] = [{ finish_reason: 'stop' }, { choices: [{ finish_reason: 'length' }] }];
    const chunks = [says('a', stops), cut, says('b', stops)];
    expect(receive(chunks, true)).toMatchObject({ text: 'ab', finishReason: 'stop' });
  });

  it('is the same whether chunks like one before are parsed or known again', () => {
    const use = { prompt_tokens: 1, completion_tokens: 2 };
    const part = fc.constantFrom<object>(
      {},
      { role: 'assistant' },
      { reasoning: 'Hm' },
      { refusal: null },
      { refusal: 'no' },
    );
    const choice = fc.constantFrom<object>({}, { finish_reason: null }, { finish_reason: 'stop' }, { usage: use });
    const other = fc.constantFrom<object>(
      {},
      { id: 'a' },
      { id: 'b' },
      { usage: null },
      { usage: use },
      { error: 'no' },
    );
    const content = fc.constantFrom('a', ' b', '', '"', 'c\n', '漢', null);
    const chunk = fc.record({ part, choice, other, content }).map((made) => ({
      choices: [{ delta: { content: made.content, ...made.part }, ...made.choice }],
      ...made.other,
    }));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
        expect(receive(chunks, true)).toEqual(receive(chunks, false));
      }),
      { numRuns: 500 },
    );
  });

  it('takes anything at all', () => {
    const anything = fc.jsonValue({ maxDepth: 1 });
    /** An object with any of these fields, each of them likely of the right shape. */
    const object = (fields: string, value: fc.Arbitrary<unknown> = anything) =>
      fc.record(Object.fromEntries(fields.split(' ').map((name) => [name, value])), { requiredKeys: [] });
    const item = object('index id function type text', fc.oneof(anything, object('name arguments')));
    const items = fc.oneof(anything, fc.array(item, { maxLength: 3 }));
    const message = object('content reasoning tool_calls reasoning_details refusal', items);
    const error = object('code type message metadata retry_after');
    const choice = object('delta message finish_reason error usage', fc.oneof(anything, message, error));
    const chunk = object(
      'id choices usage cost error object x_groq',
      fc.oneof(anything, fc.array(choice, { maxLength: 2 }), error),
    );
    const asked = { host: 'h', apiKey: 'sk', turns: ['hello there'] };
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.oneof(chunk, anything), isError: fc.boolean() }), { maxLength: 5 }),
        (payloads) => {
          const collector = createCollector();
          const answer = createAnswer({ asked, onPiece: collector.onPiece, random: () => 0, nowMs: NOW_MS });
          for (const payload of payloads) answer.add(JSON.parse(JSON.stringify(payload)));
          const content = answer.end();
          expect(JSON.stringify(content).isWellFormed()).toBe(true);
          expect(collector.pieces.every(({ text }) => text !== '' && text.isWellFormed())).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the whole client', () => {
  it('answers any bytes with an outcome or an AppError', async () => {
    const fragment = fc.constantFrom(
      'data: ',
      '\n\n',
      '\r\n',
      '{"choices":[{"delta":{"content":"a"}}]}',
      '[DONE]',
      '🐙',
      '{',
      ':',
      'event: error\n',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fragment, fc.string()), { maxLength: 12 }),
        fc.nat(200),
        async (parts, cut) => {
          const bytes = Buffer.from(parts.join(''));
          const result = await read((response) => {
            response.write(bytes.subarray(0, cut));
            response.end(bytes.subarray(cut));
          }).catch((error: unknown) => error);
          if (result instanceof Error) expect(result).toBeInstanceOf(AppError);
        },
      ),
      { numRuns: 200 },
    );
  });
});
