import { v7 } from 'uuid';
import type { ChangeName, Params } from '../../../lib/protocol/methods.ts';
import type { Random } from '../../support/rounds.ts';

/** A request that changes the store; sent twice it acts once. */
export interface ChangeRequest {
  readonly requestId: string;
  readonly method: ChangeName;
  readonly params: object;
}

const WORDS = ['storm', 'harbour', '港', 'été', '👩‍👩‍👧', 'anchor\n', 'and', 'then', '0x1f'];
const PROVIDER = { baseUrl: 'http://127.0.0.1:9/v1', model: 'scripted-model' };
const START_MS = Date.UTC(2026, 0, 31, 12);

/** Changes of every kind that conversations are made of, long and short texts mixed; begins with three sessions. */
export function createWorkload(random: Random, count: number): ChangeRequest[] {
  const requests: ChangeRequest[] = [];
  const sessions: string[] = [];
  let streaming: string | undefined;
  const newId = () =>
    v7({ msecs: START_MS + requests.length, random: Uint8Array.from({ length: 16 }, () => random.below(256)) });
  const text = () => {
    const words = random.chance(0.05) ? 2000 : random.chance(0.2) ? 200 : 12;
    return Array.from({ length: 1 + random.below(words) }, () => random.pick(WORDS)).join(' ');
  };
  const time = () => new Date(START_MS + requests.length * 1000).toISOString();

  function add<M extends ChangeName>(method: M, params: Params<M>): void {
    requests.push({ requestId: newId(), method, params });
  }

  function addSession(): void {
    const id = newId();
    sessions.push(id);
    add('sessions/create', { id, title: text().slice(0, 40), model: 'scripted-model', createdAt: time() });
  }

  function addMessage(): void {
    const role = random.pick(['user', 'assistant'] as const);
    const sums = { promptTokens: random.below(1000), completionTokens: random.below(1000), cost: random.next() / 100 };
    add('messages/append', { id: newId(), sessionId: random.pick(sessions), role, content: text(), ...sums });
  }

  /** A reply as it grows: begun, written twice, complete. */
  function addReply(): void {
    const id = streaming ?? newId();
    const content = text();
    if (streaming === undefined) {
      add('messages/append', {
        id,
        sessionId: random.pick(sessions),
        role: 'assistant',
        content: '',
        status: 'streaming',
      });
      streaming = id;
    } else if (random.chance(0.5)) {
      add('messages/update', { id, content });
    } else {
      add('messages/update', { id, content, status: 'complete', promptTokens: 5, completionTokens: 9, cost: 0.25 });
      streaming = undefined;
    }
  }

  function addSend(): void {
    const userMessage = { id: newId(), content: text() };
    add('chat/send', { sessionId: random.pick(sessions), userMessage, replyId: newId(), provider: PROVIDER });
  }

  const kinds: readonly (readonly [share: number, add: () => void])[] = [
    [8, addMessage],
    [4, addReply],
    [2, addSend],
    [2, () => add('drafts/set', { sessionId: random.pick(sessions), content: text(), updatedAt: time() })],
    [1, () => add('sessions/update', { id: random.pick(sessions), title: text().slice(0, 40) })],
    [1, addSession],
    [1, () => add('sessions/branch', { id: newId(), from: random.pick(sessions), at: 2 })],
    [1, () => add('analytics/record', { eventType: 'reply', durationMs: random.below(1000) })],
  ];
  const choices = kinds.flatMap(([share, kind]) => Array.from({ length: share }, () => kind));
  while (requests.length < count) {
    if (sessions.length < 3) addSession();
    else random.pick(choices)();
  }
  return requests;
}
