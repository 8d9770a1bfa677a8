import type { PanelModel } from '../models/panel-model.ts';
import { LongMarkdown } from './long-markdown.tsx';
import type { MessageViewProps } from './message-view.tsx';
import { Reasoning } from './reasoning.tsx';

/**
 * What a reply thinks and says. Apart, so that a piece of text draws nothing else again; and one and the same while the reply
 * grows and when it is over, so that its end draws nothing anew and moves nothing.
 */
export function ReplyText({
  message,
  conversation,
}: Pick<MessageViewProps, 'message'> & Pick<PanelModel, 'conversation'>) {
  const isStreaming = message.status === 'streaming';
  const text = isStreaming ? conversation.liveText(message).value : message.content;
  return (
    <>
      <Reasoning
        reply={message}
        isThinking={isStreaming && text === ''}
        thinkingMs={conversation.thinkingMs(message.id)}
      />
      {text !== '' && (
        <div class={isStreaming ? 'streaming' : undefined} dir="auto">
          <LongMarkdown text={text} isGrowing={isStreaming} />
        </div>
      )}
    </>
  );
}
