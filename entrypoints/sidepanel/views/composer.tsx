import { useEffect, useRef } from 'preact/hooks';
import { SendIcon, StopIcon } from '../../../lib/ui/icons.tsx';
import type { ChatModel } from '../models/chat-model.ts';
import type { ConversationModel } from '../models/conversation-model.ts';
import type { DraftModel } from '../models/draft-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';

interface ComposerProps {
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
  readonly chat: ChatModel;
  /** Nothing can be read now: what is written stands by itself. */
  readonly isAway: boolean;
}

export function Composer({ sessions, drafts, conversation, chat, isAway }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const sessionId = sessions.currentId.value;
  const draft = drafts.draft.value;
  const text = draft.state === 'ready' ? draft.text : '';
  const reply = conversation.replyInProgress.value;

  useEffect(() => field.current?.focus(), [sessionId]);

  function send(): void {
    if (chat.send(text)) field.current?.focus();
  }

  return (
    <div class="composer">
      <textarea
        ref={field}
        aria-label="Message"
        placeholder="Write a message"
        rows={1}
        value={text}
        readOnly={draft.state === 'loading' && !isAway}
        onInput={(event) => drafts.edit(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      {reply ? (
        <button
          type="button"
          class="icon-button send"
          aria-label="Stop"
          title="Stop the reply"
          disabled={chat.stopping.value.has(reply.id)}
          onClick={() => void chat.stop(reply.id)}
        >
          <StopIcon />
        </button>
      ) : (
        <button
          type="button"
          class="icon-button send"
          aria-label="Send"
          title={chat.outgoing.value.length > 0 ? 'The question before it is not saved yet' : 'Send (Enter)'}
          disabled={text.trim() === '' || !chat.canSend.value}
          onClick={send}
        >
          <SendIcon />
        </button>
      )}
    </div>
  );
}
