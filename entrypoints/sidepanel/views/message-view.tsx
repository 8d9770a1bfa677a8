import { useMemo } from 'preact/hooks';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { onDemand } from '../../../lib/ui/on-demand.tsx';
import { isInProgress } from '../models/growing-replies.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { splitPasted } from '../models/pasted-text.ts';
import { Age } from './age.tsx';
import { FoldedText } from './folded-text.tsx';
import { sizeWords } from './format.ts';
import { LongText } from './long-text.tsx';
import type { MessageBranchesProps } from './message-branches.tsx';
import { ReplyFacts } from './reply-facts.tsx';
import { ReplyNote } from './reply-note.tsx';
import { ReplyText } from './reply-text.tsx';
import { ToolCalls } from './tool-calls.tsx';

/** What can be done with a message beside reading it, and the other versions of it. */
export const MessageBranches = onDemand<MessageBranchesProps>(
  async () => (await import('./message-branches.tsx')).MessageBranches,
);

/** What every row is given. */
export interface RowContext {
  readonly panel: PanelModel;
  /** Nothing can be asked in a session that is in the trash. */
  readonly isInTrash: boolean;
}

export interface MessageViewProps extends RowContext {
  readonly message: Message;
  /** The end of a session is where it can go on. */
  readonly isLast: boolean;
}

/** One turn; drawn again only when its row, or its being the last, changed. */
export function MessageView({ message, isLast, panel, isInTrash }: MessageViewProps) {
  return useMemo(() => {
    const row = { message, isLast, panel, isInTrash };
    if (message.role === 'assistant') return <Reply {...row} />;
    if (message.role === 'user') return <Question {...row} />;
    return <Aside {...row} />;
  }, [message, isLast, panel, isInTrash]);
}

function Question(row: MessageViewProps) {
  const { message, panel } = row;
  return (
    <article class="message user" aria-label="You">
      <h2 class="hidden">You</h2>
      <QuestionText text={message.content} />
      <div class="facts">
        <CopyButton text={message.content} label="Copy question" iconOnly />
        <MessageBranches {...row} />
        <p class="fact-list">
          <Age timestamp={message.createdAt} clock={panel.clock} />
        </p>
      </div>
    </article>
  );
}

/** What a person wrote, as it was written; long texts that were pasted are folded below it. */
export function QuestionText({ text: whole }: { readonly text: string }) {
  const { text, pasted } = splitPasted(whole);
  return (
    <>
      {text !== '' && (
        <LongText text={text}>
          {(shown) => (
            <div class="bubble" dir="auto">
              {shown}
            </div>
          )}
        </LongText>
      )}
      {pasted.map((part, index) => (
        <details key={index} class="folded pasted-part">
          <summary>Pasted text, {sizeWords(part)}</summary>
          <FoldedText text={part} />
        </details>
      ))}
    </>
  );
}

function Reply(row: MessageViewProps) {
  const { message, isLast, panel, isInTrash } = row;
  const { conversation, chat, provider, layout } = panel;
  const model = message.model === null ? undefined : (provider.modelNames.value.get(message.model) ?? message.model);
  return (
    <article class="message assistant" aria-label={model ? `Reply from ${model}` : 'Reply'}>
      <h2 class="hidden">Reply</h2>
      <ReplyText message={message} conversation={conversation} />
      {message.toolCalls && message.toolCalls.length > 0 && <ToolCalls calls={message.toolCalls} />}
      <ReplyNote {...{ message, isLast: isLast && !isInTrash, chat, provider, layout }} />
      {!isInProgress(message) && <ReplyFacts row={row} model={model} />}
    </article>
  );
}

/** What is neither asked nor answered: instructions, results of tools. */
function Aside(row: MessageViewProps) {
  const { role, content } = row.message;
  return (
    <details class="message folded">
      <summary>{role === 'system' ? 'Instructions' : 'Tool result'}</summary>
      <FoldedText text={content} />
      <div class="facts">
        <MessageBranches {...row} />
      </div>
    </details>
  );
}
