import type { ComponentChildren } from 'preact';
import { errorWords } from '../error-words.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { hostName } from './format.ts';
import type { MessageViewProps } from './message-view.tsx';

type ReplyNoteProps = Pick<MessageViewProps, 'message' | 'isLast'> & Pick<PanelModel, 'chat' | 'provider' | 'layout'>;

/** How a reply stands when it is not simply there, and what can be done. */
export function ReplyNote({ message, isLast, chat, provider, layout }: ReplyNoteProps) {
  const retry = (
    <button type="button" class="button small" onClick={() => chat.retry(message)}>
      Retry
    </button>
  );
  const openSettings = (label: string) => (
    <button type="button" class="button small" onClick={() => layout.openView('settings')}>
      {label}
    </button>
  );

  switch (message.status) {
    case 'queued': {
      const chosen = provider.provider.value?.baseUrl;
      // The reply does not tell of which server it was asked: it may be another one than is chosen now.
      const hasKey = chosen !== undefined && chosen === provider.introduced.value;
      const forKey = chosen === undefined ? 'Waiting for a key' : `Waiting for the key of ${hostName(chosen)}`;
      return (
        <div class="message-note">
          <span>{hasKey ? 'Waiting its turn, or for the key of another server' : forKey}</span>
          <Actions>{openSettings('Enter key')}</Actions>
        </div>
      );
    }
    case 'interrupted':
      return (
        <div class="message-note">
          <span>{message.content === '' ? 'Stopped before it started' : 'Stopped before it finished'}</span>
          {isLast && (
            <Actions>
              {message.content !== '' && (
                <button type="button" class="button small" onClick={() => void chat.goOn(message)}>
                  Continue
                </button>
              )}
              {retry}
              {message.content !== '' && (
                <button
                  type="button"
                  class="button small quiet"
                  title="Keep this as the whole reply"
                  onClick={() => chat.keep(message.id)}
                >
                  Keep
                </button>
              )}
            </Actions>
          )}
        </div>
      );
    case 'error': {
      const code = message.error?.code ?? 'internal';
      const { what, todo } = errorWords(code);
      return (
        <div class="message-note danger">
          <span>
            <strong>{what}.</strong> {todo}
            {message.error?.message && <span class="error-detail">{message.error.message}</span>}
          </span>
          {isLast && (
            <Actions>
              {code === 'provider-unauthorized' && openSettings('Check the key')}
              {retry}
            </Actions>
          )}
        </div>
      );
    }
    default:
      return null;
  }
}

/** Wraps as one, so that two buttons never stand one below the other. */
function Actions({ children }: { readonly children: ComponentChildren }) {
  return <div class="message-actions">{children}</div>;
}
