import { useEffect, useRef } from 'preact/hooks';
import { ChevronIcon, CloseIcon, SendIcon, StopIcon } from '../../../lib/ui/icons.tsx';
import { List } from '../../../lib/ui/list.tsx';
import type { PanelModel } from '../models/panel-model.ts';
import { splitPasted } from '../models/pasted-text.ts';
import { sizeWords } from './format.ts';
import { Hint } from './hint.tsx';
import { useKeptCaret } from './use-kept-caret.ts';

interface ComposerProps {
  readonly panel: PanelModel;
  readonly isMac: boolean;
}

/** Where a message is written: the field, long texts that were pasted, who answers, and the button that sends or stops. */
export function Composer({ panel, isMac }: ComposerProps) {
  const { sessions, drafts, chat, composer, connection, help } = panel;
  const field = useRef<HTMLTextAreaElement>(null);
  const sessionId = sessions.currentId.value;
  const draft = drafts.draft.value;
  const whole = draft.state === 'ready' ? draft.text : '';
  const { text, pasted } = splitPasted(whole);
  const sendsWithEnter = composer.sendKey.value === 'enter';

  useKeptCaret(field, panel, draft.state === 'ready');

  const isBehindDialog = panel.layout.dialog.value !== undefined;
  useEffect(() => field.current?.focus(), [sessionId, panel.layout.view.value]);
  // A dialog gives the focus back to what had it, which may be gone, or was to get it just then; the buttons of help go.
  useEffect(() => {
    if (!isBehindDialog && document.activeElement === document.body) field.current?.focus();
  }, [isBehindDialog, help.isTourOver.value, help.dismissed.value]);

  function send(): void {
    if (chat.send(whole)) field.current?.focus();
  }

  /** The button is gone with the reply, and the focus would go with it. */
  function stop(replyId: string): void {
    void chat.stop(replyId);
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }): void {
    if (event.isComposing) return;
    const hasMod = isMac ? event.metaKey : event.ctrlKey;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && hasMod !== sendsWithEnter) send();
    else if (event.altKey || hasMod || event.shiftKey) return;
    else if (event.key === 'ArrowUp' && isAtStart(event.currentTarget) && composer.recall('back')) goToEnd();
    else if (event.key === 'ArrowDown' && isAtEnd(event.currentTarget) && composer.recall('forward')) goToEnd();
    else return;
    event.preventDefault();
  }

  /** The text is in the field after the next drawing. */
  function goToEnd(): void {
    setTimeout(() => field.current?.setSelectionRange(field.current.value.length, field.current.value.length));
  }

  return (
    <div class="composer">
      {pasted.length > 0 && (
        <Hint id="pasted-texts" help={help}>
          Long texts are sent with the message.
        </Hint>
      )}
      {pasted.length > 0 && (
        <List class="pasted-list" aria-label="Pasted texts">
          {pasted.map((part, index) => (
            <li key={index} class="pasted">
              <span class="pasted-text">{part.trimStart().slice(0, 200)}</span>
              <span class="pasted-size">{sizeWords(part)}</span>
              <button type="button" class="button small quiet" onClick={() => composer.unfoldPasted(index)}>
                Put in the message
              </button>
              <button
                type="button"
                class="icon-button small"
                aria-label="Remove the pasted text"
                title="Remove"
                onClick={() => composer.removePasted(index)}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </List>
      )}
      <textarea
        ref={field}
        aria-label="Message"
        placeholder="Write a message"
        rows={1}
        dir="auto"
        value={text}
        // Nothing can be read while the host is away: what is written then stands by itself.
        readOnly={draft.state === 'loading' && !connection.isAway.value}
        onInput={(event) => {
          // Whoever writes has chosen where.
          panel.viewState.caretDone();
          composer.type(event.currentTarget.value);
        }}
        onPaste={(event) => {
          if (composer.paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
        }}
        onKeyDown={onKeyDown}
      />
      <div class="composer-row">
        <ModelButton panel={panel} />
        <ContextNote panel={panel} />
        <SendButton panel={panel} isEmpty={whole.trim() === ''} onSend={send} onStop={stop} />
      </div>
    </div>
  );
}

function ModelButton({ panel }: Pick<ComposerProps, 'panel'>) {
  const name = panel.provider.providerModelName.value ?? '';
  return (
    <button
      type="button"
      class="button small quiet model-button"
      aria-label={`Model: ${name}`}
      aria-haspopup="dialog"
      title={`${name}: choose another model`}
      onClick={() => panel.layout.openDialog('models')}
    >
      <span>{name}</span>
      <ChevronIcon />
    </button>
  );
}

/** What the model will not see is no secret. */
function ContextNote({ panel }: Pick<ComposerProps, 'panel'>) {
  const context = panel.context.context.value;
  if (!context) return null;
  const { sentCount, messageCount } = context;
  return (
    <p class="context-note" title="The rest exceeds what the model can read at once. It stays in the session.">
      {`Sends ${sentCount} of ${messageCount}`}
      <span class="hidden"> messages</span>
    </p>
  );
}

interface SendButtonProps extends Pick<ComposerProps, 'panel'> {
  readonly isEmpty: boolean;
  readonly onSend: () => void;
  readonly onStop: (replyId: string) => void;
}

/** While a reply is being made, the button that stops it stands in its place. */
function SendButton({ panel: { chat, conversation }, isEmpty, onSend, onStop }: SendButtonProps) {
  const reply = conversation.replyInProgress.value;
  if (reply) {
    return (
      <button
        type="button"
        class="icon-button send"
        aria-label="Stop"
        title="Stop the reply"
        disabled={chat.stopping.value.has(reply.id)}
        onClick={() => onStop(reply.id)}
      >
        <StopIcon />
      </button>
    );
  }
  return (
    <button
      type="button"
      class="icon-button send"
      aria-label="Send"
      title={chat.outgoing.value.length > 0 ? 'The question before it is not saved yet' : 'Send'}
      disabled={isEmpty || !chat.canSend.value}
      onClick={onSend}
    >
      <SendIcon />
    </button>
  );
}

function isAtStart({ selectionStart, selectionEnd, value }: HTMLTextAreaElement): boolean {
  return (selectionStart === 0 && selectionEnd === 0) || isWhole(selectionStart, selectionEnd, value);
}

function isAtEnd({ selectionStart, selectionEnd, value }: HTMLTextAreaElement): boolean {
  return isWhole(selectionStart, selectionEnd, value);
}

/** A recalled question has the caret at its end, and the arrows go on from there. */
function isWhole(start: number, end: number, value: string): boolean {
  return start === end && end === value.length;
}
