import { type Signal, signal } from '@preact/signals';
import { ChatModel, type Provider } from '../../entrypoints/sidepanel/models/chat-model.ts';
import { ConversationModel } from '../../entrypoints/sidepanel/models/conversation-model.ts';
import { DraftModel } from '../../entrypoints/sidepanel/models/draft-model.ts';
import { NoticeModel } from '../../entrypoints/sidepanel/models/notice-model.ts';
import { SaveModel } from '../../entrypoints/sidepanel/models/save-model.ts';
import { SessionsModel } from '../../entrypoints/sidepanel/models/sessions-model.ts';
import type { Message } from '../../lib/protocol/shapes.ts';
import { createFakeClient, type FakeClient, messageRow, sessionRow } from './fake-client.ts';
import { panelEnvironment, settle } from './panel-environment.ts';

/** The models around one conversation, over a client that keeps `rows`. */
export interface ConversationHarness {
  readonly fake: FakeClient;
  readonly isReady: Signal<boolean>;
  readonly notices: NoticeModel;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
  readonly chat: ChatModel;
  /** Every message of every session; `messages/list` and `chat/send` go by it. */
  rows: Message[];
  /** The rows on the screen; undefined while there are none to show. */
  shown(): readonly Message[] | undefined;
  [Symbol.dispose](): void;
}

const PROVIDER: Provider = { baseUrl: 'http://server.example/v1', model: 'm' };

/** Opens a session, or the new one, and waits until it is read. `prepare` may change the answers before that. */
export async function openConversation(
  id: string | null,
  rows: Message[] = [],
  prepare: (fake: FakeClient) => void = () => {},
): Promise<ConversationHarness> {
  const fake = createFakeClient();
  const env = panelEnvironment(fake.client);
  const isReady = signal(true);
  const state = { rows };
  answerAsStore(fake, state);
  prepare(fake);
  const notices = new NoticeModel(env.timers);
  const save = new SaveModel(env);
  const sessions = new SessionsModel({ env, save, notices, isReady, openFirst: id });
  const drafts = new DraftModel(env, save, sessions.currentId, isReady);
  const conversation = new ConversationModel({ env, save, sessions, isReady });
  const provider = signal<Provider | undefined>(PROVIDER);
  const chat = new ChatModel({ env, save, sessions, drafts, conversation, notices, provider });
  await settle();
  return {
    ...{ fake, isReady, notices, save, sessions, drafts, conversation, chat },
    get rows() {
      return state.rows;
    },
    set rows(next) {
      state.rows = next;
    },
    shown() {
      const page = conversation.page.value;
      return page.state === 'ready' ? page.value.messages : undefined;
    },
    [Symbol.dispose]() {
      for (const model of [chat, conversation, drafts, sessions, save, notices]) model[Symbol.dispose]();
    },
  };
}

function answerAsStore(fake: FakeClient, state: { rows: Message[] }): void {
  fake.answer('sessions/list', () => ({ sessions: [], nextCursor: null }));
  fake.answer('sessions/get', ({ id }) => ({ session: sessionRow({ id }) }));
  fake.answer('sessions/create', ({ id, title }) => ({ session: sessionRow({ id, title }) }));
  fake.answer('drafts/get', ({ sessionId }) => ({ draft: { sessionId, content: '', updatedAt: '' } }));
  fake.answer('drafts/set', (draft) => ({ draft }));
  fake.answer('messages/list', ({ sessionId, before, after, limit = 50 }) => {
    const found = state.rows.filter(
      (row) => row.sessionId === sessionId && row.sequence < (before ?? Infinity) && row.sequence > (after ?? 0),
    );
    const messages = after === undefined ? found.slice(-limit) : found.slice(0, limit);
    return { messages, hasMore: messages.length < found.length };
  });
  fake.answer('unsent/resolve', () => ({}));
  fake.answer('chat/send', ({ sessionId, userMessage, replyId }) => {
    const sequence = state.rows.length + 1;
    const question = messageRow({ ...userMessage, sessionId, sequence });
    const reply = streamingReply({ id: replyId, sessionId, sequence: sequence + 1 });
    state.rows.push(question, reply);
    return { userMessage: question, reply };
  });
}

/** A reply in progress, the second message of its session unless it says otherwise. */
export function streamingReply(fields: Partial<Message> = {}): Message {
  return messageRow({ id: 'reply', sequence: 2, role: 'assistant', status: 'streaming', ...fields });
}
