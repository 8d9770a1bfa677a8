import type { Message } from '../../../lib/protocol/shapes.ts';
import {
  changeMessage,
  type KnownMessage,
  type Model,
  messageOf,
  messagesOf,
  Refusal,
  timeOf,
  touchSession,
} from './model.ts';
import { livingSessionIn, type Rules, refuseTaken } from './rule.ts';

const oneMessage = (model: Model, { id }: { id: string }) => ({ message: messageOf(model, id) });

export const MESSAGE_RULES: Rules<'messages/append' | 'messages/update' | 'chat/send'> = {
  'messages/append': {
    check(model, params) {
      livingSessionIn(model, params.sessionId);
      refuseTaken(model.messages, params.id);
      return {
        commit() {
          addMessage(model, params as NewMessage);
          return oneMessage(model, params);
        },
      };
    },
    current: oneMessage,
  },

  'messages/update': {
    check(model, { id, ...changes }) {
      const { status, content } = messageOf(model, id);
      const changesText = changes.content !== undefined && changes.content !== content;
      const reopens = changes.status !== undefined && changes.status !== 'complete';
      if (status === 'complete' && (changesText || reopens)) throw new Refusal('conflict');
      return {
        commit() {
          changeMessage(model, id, changes as Partial<Message>);
          return oneMessage(model, { id });
        },
      };
    },
    current: oneMessage,
  },

  'chat/send': {
    check(model, { sessionId, userMessage, replyId, provider, clearsDraft }, { hasKey }) {
      const isBusy = messagesOf(model, sessionId).some(({ status }) => status === 'queued' || status === 'streaming');
      if (isBusy || (hasKey && model.runs.has(replyId))) throw new Refusal('busy');
      livingSessionIn(model, sessionId);
      refuseTaken(model.messages, userMessage.id);
      refuseTaken(model.messages, replyId);
      if (replyId === userMessage.id) throw new Refusal('conflict');
      return {
        commit() {
          const status = hasKey ? 'streaming' : 'queued';
          const { baseUrl, model: name } = provider;
          const isFirst = messagesOf(model, sessionId).length === 0;
          addMessage(model, { ...userMessage, sessionId, role: 'user' });
          addMessage(model, { id: replyId, sessionId, role: 'assistant', content: '', status, model: name }, baseUrl);
          const sources = isFirst ? [sessionId, null] : [sessionId];
          if (clearsDraft) for (const from of sources) clearDraft(model, from, userMessage.content);
          return { userMessage: messageOf(model, userMessage.id), reply: messageOf(model, replyId) };
        },
        ...(hasKey && { startsReply: replyId }),
      };
    },
    current: (model, { userMessage, replyId }) => ({
      userMessage: messageOf(model, userMessage.id),
      reply: messageOf(model, replyId),
    }),
  },
};

type NewMessage = Pick<Message, 'id' | 'sessionId' | 'role' | 'content'> & Partial<Message>;

function addMessage(model: Model, params: NewMessage, baseUrl: string | null = null): void {
  const message: KnownMessage = {
    ...{ createdAt: timeOf(model.nowMs), promptTokens: null, completionTokens: null, toolCalls: null },
    ...{ status: 'complete', model: null, cost: null, durationMs: null, error: null },
    ...params,
    sequence: (messagesOf(model, params.sessionId).at(-1)?.sequence ?? 0) + 1,
    baseUrl,
  };
  model.messages.set(message.id, message);
  touchSession(model, message.sessionId);
}

/** A draft that was sent is empty and just newer than what was sent; what was typed since stays. */
function clearDraft(model: Model, sessionId: string | null, sent: string): void {
  const draft = model.drafts.get(sessionId);
  if (!draft || !sent.trim().startsWith(draft.content.trim())) return;
  model.drafts.set(sessionId, { sessionId, content: '', updatedAt: timeOf(Date.parse(draft.updatedAt) + 1) });
}
