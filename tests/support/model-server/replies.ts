import { setTimeout as sleep } from 'node:timers/promises';
import { sendJson } from './answer-json.ts';
import { openStream, type Turn } from './answer-stream.ts';
import { lastQuestion, promptTokens } from './chat-request.ts';
import { demoReply, longReply } from './demo-text.ts';
import { MARKDOWN_REPLY } from './markdown-text.ts';

/** Long enough that a person can interrupt it. */
const SLOW_SECONDS = 75;

export async function playDemo(turn: Turn): Promise<void> {
  const text = demoReply(lastQuestion(turn.request));
  const stream = openStream(turn);
  await stream.delta({ role: 'assistant', content: '' });
  await stream.words(text);
  await stream.endWithUsage(text);
}

export async function playMarkdown(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  await stream.words(MARKDOWN_REPLY);
  await stream.endWithUsage(MARKDOWN_REPLY);
}

/** The number is tokens a second. */
export async function playSlow(turn: Turn): Promise<void> {
  const tokensPerSecond = turn.number || 8;
  const text = longReply(tokensPerSecond * SLOW_SECONDS);
  const stream = openStream(turn);
  await stream.words(text, tokensPerSecond);
  await stream.endWithUsage(text);
}

export async function playReasoning(turn: Turn): Promise<void> {
  const text = `Scripted demo model: thought first, then answered "${lastQuestion(turn.request).slice(0, 200)}".`;
  const stream = openStream(turn);
  for (const thought of ['The user asks something. ', 'I am scripted, ', 'so I say that.']) {
    await stream.delta({ reasoning_content: thought });
  }
  await stream.words(text);
  await stream.endWithUsage(text);
}

/** Two calls, in pieces that interleave. */
export async function playTools(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  const call = (index: number, fields: object) => stream.delta({ tool_calls: [{ index, ...fields }] });
  await stream.words('Scripted demo model: calls two tools.');
  await call(0, { id: 'call_first', type: 'function', function: { name: 'read_file', arguments: '' } });
  await call(1, { id: 'call_second', type: 'function', function: { name: 'list_files', arguments: '{"under"' } });
  await call(0, { id: null, function: { arguments: '{"path":' } });
  await call(1, { function: { arguments: ':"/"}' } });
  await call(0, { id: null, function: { arguments: '"notes.md"}' } });
  await stream.finish('tool_calls');
  await stream.end();
}

/** The counters and the charge of Venice's documentation. */
export async function playUsage(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  await stream.words('Scripted demo model: counted and charged.');
  await stream.finish();
  await stream.tail({
    usage: {
      prompt_tokens: 612,
      completion_tokens: 146,
      total_tokens: 758,
      prompt_tokens_details: { cached_tokens: 0, cache_creation_input_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 32 },
    },
    cost: { usd: 0.00042, diem: 0 },
  });
  await stream.end();
}

export async function playWithoutUsage(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  await stream.words('Scripted demo model: nothing counted.');
  await stream.finish();
  await stream.end();
}

export async function playCrlf(turn: Turn): Promise<void> {
  const text = 'Scripted demo model: lines end with CR LF.';
  const stream = openStream(turn, '\r\n');
  await stream.words(text);
  await stream.endWithUsage(text);
}

/** One JSON document, although a stream was asked for. */
export function playJson({ request, response }: Turn): void {
  const prompt = promptTokens(request);
  const message = { role: 'assistant', content: 'Scripted demo model: all at once.', reasoning_content: null };
  sendJson(response, 200, {
    id: 'chatcmpl-scripted',
    object: 'chat.completion',
    created: 1_739_928_524,
    model: request.model,
    choices: [{ index: 0, finish_reason: 'stop', message }],
    usage: { prompt_tokens: prompt, completion_tokens: 6, total_tokens: prompt + 6 },
  });
}

/** Ten million bytes of text, in pieces of 10,000 or in one event. */
export async function playHuge(turn: Turn, pieceCount: number): Promise<void> {
  const stream = openStream(turn);
  const opening = 'Scripted demo model: ten megabytes.\n';
  const text = opening + 'x'.repeat(10_000_000 - opening.length);
  const pieceLength = text.length / pieceCount;
  for (let start = 0; start < text.length; start += pieceLength) {
    await stream.delta({ content: text.slice(start, start + pieceLength) });
  }
  await stream.finish();
  await stream.end();
}

/** Headers, then nothing; or some text, then nothing. Ends with the connection. */
export async function playSilence(turn: Turn, text: string): Promise<void> {
  const stream = openStream(turn);
  await stream.words(text);
}

/** The connection breaks between the bytes of one character. */
export async function playCut({ response, ...turn }: Turn): Promise<void> {
  const stream = openStream({ response, ...turn });
  await stream.words('Scripted demo model: the connection breaks here');
  const event = Buffer.from('data: {"choices":[{"index":0,"delta":{"content":" 🐙');
  await stream.raw(event.subarray(0, -2));
  // So that the bytes leave before the connection does.
  await sleep(20);
  response.destroy();
}
