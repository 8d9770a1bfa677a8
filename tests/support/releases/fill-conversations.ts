import { AppError } from '../../../lib/protocol/errors.ts';
import { type Filling, idOf, PROVIDER, SERVER } from './filling.ts';

const session = (number: number) => idOf('session', number);
const message = (number: number) => idOf('message', number);

const TOOL_CALL = {
  id: 'call_1',
  type: 'function',
  function: { name: 'read_file', arguments: '{"path":"src/größe.ts"}' },
} as const;

/** Characters that stores and searches have got wrong before, ours or others'. */
const ODD_TEXT = 'Zero \u0000 inside, 漢字, 👩‍👩‍👧, العربية, a\u2028b, "\'\\ `code` </script> [object Object] null';

/** Longer than one frame of the wire. */
const LONG_TEXT = Array.from({ length: 14_000 }, (_, line) => `Line ${line % 97} of a long text that was pasted.`).join(
  '\n',
);

/** Conversations with replies that ended in every way that there is; the last one is not over. */
export async function fillConversations(filling: Filling): Promise<void> {
  await filling.ask('credentials/set', { baseUrl: SERVER, apiKey: null });
  await fillAnswered(filling);
  await fillEveryMessage(filling);
  await fillTrouble(filling);
  await fillBranches(filling);
  await fillUnfinished(filling);
}

function send({ ask }: Filling, number: number, content: string, sessionNumber: number) {
  return ask('chat/send', {
    sessionId: session(sessionNumber),
    userMessage: { id: message(number), content },
    replyId: message(number + 1),
    provider: PROVIDER,
    clearsDraft: true,
  });
}

async function fillAnswered(filling: Filling): Promise<void> {
  const { ask, say, provider } = filling;
  await ask('sessions/create', { id: session(1), title: 'École: lighthouses of the north', model: 'glm-5-1' });
  await ask('drafts/set', { sessionId: session(1), content: 'Which', updatedAt: '2026-10-01T08:00:00.000Z' });
  await send(filling, 1, 'Which lighthouse stands north of Ålesund?', 1);
  provider.last.think('North of it: Alnes, on Godøya.');
  await say('The nearest is **Alnes fyr**, ');
  await say('on Godøya.\n\n```ts\nconst tower = 22.5; // metres\n```\n');
  await provider.last.end({
    ...{ requestId: 'chatcmpl-1', promptTokens: 412, completionTokens: 96, cost: 0.00042 },
    ...{ balanceBefore: { usd: 12.5, diem: 3 }, sendBack: { reasoning_details: [{ type: 'summary', text: 'Alnes' }] } },
  });
  await send(filling, 3, 'Read the file that says how tall it is.', 1);
  await say('I read it first.');
  await provider.last.end({
    ...{ finishReason: 'tool_calls', toolCalls: [TOOL_CALL], promptTokens: 530, completionTokens: 31, cost: 0.0005 },
    balanceBefore: { usd: 12.4996, diem: 3 },
  });
}

async function fillEveryMessage({ ask }: Filling): Promise<void> {
  const sessionId = session(2);
  await ask('sessions/create', {
    ...{ id: sessionId, title: '', model: 'a model of my own', provider: 'local' },
    createdAt: '2026-10-02T07:00:00.123Z',
  });
  const contents = [
    ['system', 'You answer in one sentence.'],
    ['user', ODD_TEXT],
    ['assistant', ''],
    ['tool', '{"ok":true,"lines":[1,2,3]}'],
    ['user', LONG_TEXT],
    ['assistant', 'That was long; it names the wallaby twice: wallaby.'],
  ] as const;
  for (const [index, [role, content]] of contents.entries()) {
    await ask('messages/append', {
      ...{ id: message(10 + index), sessionId, role, content, createdAt: `2026-10-02T07:0${index}:00.000Z` },
      ...(role === 'assistant' && { model: 'a model of my own', promptTokens: 0, completionTokens: 12, cost: 0 }),
      ...(content === '' && { toolCalls: [TOOL_CALL, { anything: ['else', null, 1.5] }], durationMs: 1234 }),
    });
  }
  await ask('messages/append', {
    ...{ id: message(16), sessionId, role: 'assistant', content: 'Half of an', status: 'interrupted', cost: null },
  });
  await ask('sessions/update', { id: sessionId, isArchived: true, title: 'Archived: every kind of message' });
}

async function fillTrouble(filling: Filling): Promise<void> {
  const { ask, say, provider } = filling;
  await ask('sessions/create', { id: session(3), title: 'Replies in trouble', model: 'glm-5-1' });
  await send(filling, 20, 'Will this be refused?', 3);
  await provider.last.fail(new AppError('provider-unauthorized', 'The model server does not accept this key.'));
  await ask('chat/retry', {
    ...{ replyId: message(21), newReplyId: message(22), branchId: session(30), provider: PROVIDER },
  });
  await say('It was, and the second time it was not.');
  await provider.last.end({ promptTokens: 40, completionTokens: 11, cost: 0.00002 });
  await send(filling, 23, 'Break off in the middle, please.', 3);
  await say('I begin, and then');
  await provider.last.end({
    finished: false,
    error: { code: 'provider-unreachable', message: 'The connection ended.', retryable: true },
  });
  await send(filling, 25, 'And now I stop you.', 3);
  await say('Stopped by a person after these words');
  await ask('chat/cancel', { replyId: message(26) });
  await send(filling, 27, 'Refused once more?', 3);
  await provider.last.fail(new AppError('provider-insufficient-balance', 'The balance does not cover this.'));
}

async function fillBranches({ ask }: Filling): Promise<void> {
  await ask('sessions/branch', { id: session(4), from: session(1), at: 2, branchName: 'taller ones' });
  await ask('messages/append', {
    ...{ id: message(40), sessionId: session(4), role: 'user', content: 'And which is the tallest of all?' },
  });
  await ask('sessions/branch', {
    id: session(5),
    from: session(4),
    at: 0,
    branchName: '',
    title: 'Branch of a branch',
  });
  await ask('sessions/create', { id: session(6), title: 'In the trash', model: 'glm-5-1' });
  await ask('messages/append', {
    ...{ id: message(41), sessionId: session(6), role: 'user', content: 'Nobody wants the wallaby here.' },
  });
  await ask('sessions/delete', { id: session(6) });
  await ask('sessions/create', { id: session(7), title: 'Gone for ever', model: 'glm-5-1' });
  await ask('sessions/delete', { id: session(7), forever: true });
  await ask('sessions/create', { id: session(8), title: 'Nothing was said here', model: 'glm-5-1' });
}

/** As a host leaves a store that is killed: one reply without credentials waits, one is being written. */
async function fillUnfinished(filling: Filling): Promise<void> {
  const { ask, say } = filling;
  await ask('sessions/create', { id: session(9), title: 'Waits for a key', model: 'glm-5-1' });
  await ask('chat/send', {
    ...{ sessionId: session(9), userMessage: { id: message(50), content: 'Is the key there?' }, replyId: message(51) },
    provider: { baseUrl: 'https://elsewhere.example/v1', model: 'other' },
  });
  await ask('sessions/create', { id: session(10), title: 'Killed in mid-reply', model: 'glm-5-1' });
  await send(filling, 52, 'Tell me everything about capercaillies.', 10);
  await say('Capercaillies are the largest grouse, and');
}
