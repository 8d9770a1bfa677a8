import { errorWords } from '../error-words.ts';
import type { ChatModel, Outgoing } from '../models/chat-model.ts';
import type { SaveModel } from '../models/save-model.ts';
import { QuestionText } from './message-view.tsx';
import { retryWords } from './retry-words.ts';

interface OutgoingViewProps {
  readonly question: Outgoing;
  readonly chat: ChatModel;
  readonly save: SaveModel;
}

/** A question on its way into the store, and what keeps it. */
export function OutgoingView({ question, chat, save }: OutgoingViewProps) {
  const { requestId, content, status, error } = question;
  return (
    <article class="message user" aria-label="You">
      <h2 class="hidden">You</h2>
      <QuestionText text={content} />
      {status === 'failed' ? (
        <div class="message-note danger">
          <span>Not saved{error ? `: ${errorWords(error.code).refused.what}` : ''}</span>
          <button type="button" class="button small" onClick={() => void save.retry(requestId)}>
            {retryWords(error)}
          </button>
          <button type="button" class="button small quiet" onClick={() => void chat.edit(requestId)}>
            Edit
          </button>
        </div>
      ) : status === 'queued' ? (
        <div class="facts with-button">
          <span>Queued, asked as soon as it is saved</span>
          <button type="button" class="button small quiet" onClick={() => void chat.edit(requestId)}>
            Edit
          </button>
        </div>
      ) : error ? (
        <p class="facts danger-text">Not saved: {errorWords(error.code).waiting}</p>
      ) : (
        <p class="facts late">Saving…</p>
      )}
    </article>
  );
}
