import { useMemo } from 'preact/hooks';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { Markdown } from '../../../lib/ui/markdown.tsx';
import type { ChatModel } from '../models/chat-model.ts';
import type { ClockModel } from '../models/clock-model.ts';
import type { ConversationModel } from '../models/conversation-model.ts';
import type { LayoutModel } from '../models/layout-model.ts';
import type { ProviderModel } from '../models/provider-model.ts';
import { Age } from './age.tsx';
import { replyFacts } from './format.ts';
import { LongText } from './long-text.tsx';
import { ReplyNote } from './reply-note.tsx';

export interface MessageViewProps {
  readonly message: Message;
  /** The end of a session is where it can go on. */
  readonly isLast: boolean;
  readonly conversation: ConversationModel;
  readonly chat: ChatModel;
  readonly provider: ProviderModel;
  readonly layout: LayoutModel;
  readonly clock: ClockModel;
}

/** One turn; drawn again only when its row, or its being the last, changed. */
export function MessageView({ message, isLast, conversation, chat, provider, layout, clock }: MessageViewProps) {
  return useMemo(() => {
    if (message.role === 'assistant') {
      return <Reply {...{ message, isLast, conversation, chat, provider, layout, clock }} />;
    }
    if (message.role === 'user') return <Question message={message} clock={clock} />;
    return <Aside message={message} />;
  }, [message, isLast, conversation, chat, provider, layout, clock]);
}

function Question({ message, clock }: Pick<MessageViewProps, 'message' | 'clock'>) {
  return (
    <article class="message user" aria-label="You">
      <h2 class="hidden">You</h2>
      <LongText text={message.content}>
        {(shown) => (
          <div class="bubble" dir="auto">
            {shown}
          </div>
        )}
      </LongText>
      <p class="facts">
        <Age timestamp={message.createdAt} clock={clock} />
      </p>
    </article>
  );
}

function Reply({ message, isLast, conversation, chat, provider, layout, clock }: MessageViewProps) {
  const model = message.model === null ? undefined : (provider.modelNames.value.get(message.model) ?? message.model);
  const isOver = message.status !== 'streaming' && message.status !== 'queued';
  return (
    <article class="message assistant" aria-label={model ? `Reply from ${model}` : 'Reply'}>
      <h2 class="hidden">Reply</h2>
      {message.reasoning && (
        <details class="reasoning">
          <summary>Reasoning</summary>
          <LongText text={message.reasoning}>
            {(shown) => (
              <div class="reasoning-text" dir="auto">
                {shown}
              </div>
            )}
          </LongText>
        </details>
      )}
      <ReplyText message={message} conversation={conversation} />
      <ReplyNote {...{ message, isLast, chat, provider, layout }} />
      {isOver && (
        <div class="facts">
          {message.content !== '' && <CopyButton text={message.content} label="Copy reply" iconOnly />}
          <ul class="fact-list" aria-label="About this reply">
            {model && <li>{model}</li>}
            {message.status !== 'error' && replyFacts(message).map((fact) => <li key={fact}>{fact}</li>)}
            <li>
              <Age timestamp={message.createdAt} clock={clock} />
            </li>
          </ul>
        </div>
      )}
    </article>
  );
}

/**
 * Apart, so that a piece of text draws nothing else again. One tree from the first piece to the finished reply: colours of
 * code, wrapped lines and what is selected outlive the end of the stream.
 */
function ReplyText({ message, conversation }: Pick<MessageViewProps, 'message' | 'conversation'>) {
  const isStreaming = message.status === 'streaming';
  const text = isStreaming ? conversation.liveText(message).value : message.content;
  if (text === '') return isStreaming ? <Waiting /> : null;
  return (
    <div class={isStreaming ? 'streaming' : undefined}>
      <LongText text={text}>{(shown) => <Markdown text={shown} isStreaming={isStreaming} />}</LongText>
    </div>
  );
}

function Waiting() {
  return (
    <p class="waiting">
      <span class="pulse" aria-hidden="true" />
      Thinking…
    </p>
  );
}

/** What is neither asked nor answered: instructions, results of tools. */
function Aside({ message }: Pick<MessageViewProps, 'message'>) {
  return (
    <details class="message aside">
      <summary>{message.role === 'system' ? 'Instructions' : 'Tool result'}</summary>
      <LongText text={message.content}>{(shown) => <pre>{shown}</pre>}</LongText>
    </details>
  );
}
