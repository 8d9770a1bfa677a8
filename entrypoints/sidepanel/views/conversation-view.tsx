import { ArrowDownIcon, HoldfastMark } from '../../../lib/ui/icons.tsx';
import { errorWords } from '../error-words.ts';
import type { ChatModel, Outgoing } from '../models/chat-model.ts';
import type { ClockModel } from '../models/clock-model.ts';
import type { ConversationModel } from '../models/conversation-model.ts';
import type { LayoutModel } from '../models/layout-model.ts';
import type { ProviderModel } from '../models/provider-model.ts';
import type { SaveModel } from '../models/save-model.ts';
import { LongText } from './long-text.tsx';
import { MessageView } from './message-view.tsx';
import { useStickToEnd } from './stick-to-end.ts';
import { retryWords } from './unsent-view.tsx';

interface ConversationViewProps {
  readonly sessionId: string | null;
  readonly conversation: ConversationModel;
  readonly chat: ChatModel;
  readonly provider: ProviderModel;
  readonly layout: LayoutModel;
  readonly save: SaveModel;
  readonly clock: ClockModel;
}

export function ConversationView(props: ConversationViewProps) {
  const { sessionId, conversation, chat, provider, layout, save, clock } = props;
  const page = conversation.page.value;
  const messages = page.state === 'ready' ? page.value.messages : [];
  const outgoing = chat.outgoing.value;
  const hasEarlier = page.state === 'ready' && page.value.hasEarlier;
  const end = useStickToEnd({
    contentKey: sessionId ?? '',
    firstId: messages[0]?.id,
    lastOwnId: outgoing.at(-1)?.requestId,
    onNearStart: hasEarlier ? () => void conversation.loadEarlier() : undefined,
  });

  return (
    <div class="conversation">
      <div
        ref={end.scroller}
        class="log"
        role="log"
        aria-label="Conversation"
        aria-busy={isBusy(conversation)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <div ref={end.content} class="log-content">
          {hasEarlier && (
            <button
              type="button"
              class="button quiet load-more"
              disabled={conversation.isLoadingEarlier.value}
              onClick={() => void conversation.loadEarlier()}
            >
              {conversation.isLoadingEarlier.value ? 'Loading…' : 'Load earlier'}
            </button>
          )}
          {messages.map((message, index) => (
            <MessageView
              key={message.id}
              message={message}
              isLast={index === messages.length - 1 && outgoing.length === 0}
              conversation={conversation}
              chat={chat}
              provider={provider}
              layout={layout}
              clock={clock}
            />
          ))}
          {outgoing.map((question) => (
            <OutgoingView key={question.requestId} question={question} chat={chat} save={save} />
          ))}
          {page.state === 'loading' && outgoing.length === 0 && <p class="empty late">Loading…</p>}
          {page.state === 'failed' && (
            <div class="empty">
              <p>
                {errorWords(page.error.code).what}. {errorWords(page.error.code).todo}
              </p>
              <button type="button" class="button" onClick={conversation.reload}>
                Try again
              </button>
            </div>
          )}
          {page.state === 'ready' && messages.length === 0 && outgoing.length === 0 && <Welcome provider={provider} />}
        </div>
      </div>
      {!end.isAtEnd && (
        <button type="button" class="icon-button to-end" aria-label="Go to the newest" onClick={end.goToEnd}>
          <ArrowDownIcon />
        </button>
      )}
    </div>
  );
}

/** Readers are not told of every piece of a reply, only of the whole. */
function isBusy(conversation: ConversationModel): boolean {
  return conversation.page.value.state === 'loading' || conversation.replyInProgress.value !== undefined;
}

function Welcome({ provider }: { readonly provider: ProviderModel }) {
  const name = provider.providerModelName.value;
  return (
    <div class="welcome">
      <HoldfastMark />
      <p class="welcome-title">{name ? `Ask ${name}` : 'Ask a question'}</p>
      <p class="muted">Everything you write and everything that is answered is kept in your own file.</p>
    </div>
  );
}

interface OutgoingViewProps {
  readonly question: Outgoing;
  readonly chat: ChatModel;
  readonly save: SaveModel;
}

function OutgoingView({ question, chat, save }: OutgoingViewProps) {
  const { requestId, content, status, error } = question;
  return (
    <article class="message user" aria-label="You">
      <h2 class="hidden">You</h2>
      <LongText text={content}>{(shown) => <div class="bubble">{shown}</div>}</LongText>
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
