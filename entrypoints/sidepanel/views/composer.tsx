import { useEffect, useRef } from 'preact/hooks';
import { SendIcon, StopIcon } from '../../../lib/ui/icons.tsx';
import type { ConversationModel } from '../models/conversation-model.ts';
import type { DraftModel } from '../models/draft-model.ts';
import type { SessionsModel } from '../models/sessions-model.ts';

interface ComposerProps {
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
}

export function Composer({ sessions, drafts, conversation }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const sessionId = sessions.currentId.value;
  const draft = drafts.draft.value;
  const text = draft.state === 'ready' ? draft.text : '';
  const reply = conversation.replyInProgress.value;

  useEffect(() => field.current?.focus(), [sessionId]);

  function send(): void {
    if (conversation.send(text)) field.current?.focus();
  }

  return (
    <div class="composer">
      <textarea
        ref={field}
        aria-label="Message"
        placeholder="Write a message"
        rows={1}
        value={text}
        readOnly={draft.state === 'loading'}
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
          disabled={conversation.stopping.value.has(reply.id)}
          onClick={() => void conversation.stop(reply.id)}
        >
          <StopIcon />
        </button>
      ) : (
        <button
          type="button"
          class="icon-button send"
          aria-label="Send"
          title="Send (Enter)"
          disabled={text.trim() === '' || !conversation.canSend.value}
          onClick={send}
        >
          <SendIcon />
        </button>
      )}
    </div>
  );
}
