import type { ComponentChildren } from 'preact';
import { HoldfastMark } from '../../../lib/ui/icons.tsx';
import { errorWords } from '../error-words.ts';
import type { ConversationModel } from '../models/conversation-model.ts';
import type { ShownRun } from '../models/message-reader.ts';
import type { ProviderModel } from '../models/provider-model.ts';
import type { SaveModel } from '../models/save-model.ts';
import type { ViewStateModel } from '../models/view-state-model.ts';
import { MessageLog } from './message-log.tsx';
import type { RowContext } from './message-view.tsx';
import { Sentences } from './sentences.tsx';

interface ConversationViewProps extends RowContext {
  readonly sessionId: string | null;
  readonly save: SaveModel;
  readonly viewState: ViewStateModel;
  /** Shown in a new session. */
  readonly tour: ComponentChildren;
}

const NOTHING: ShownRun = { messages: [], hasEarlier: false, hasLater: false };

/** The session that is shown, in whatever state it is. */
export function ConversationView({ sessionId, save, viewState, tour, ...row }: ConversationViewProps) {
  const { conversation, chat, provider } = row.panel;
  const shown = conversation.shown.value;
  const run = shown.state === 'ready' ? shown.value : NOTHING;
  const isEmpty = run.messages.length === 0 && chat.outgoing.value.length === 0;
  return (
    <div class="conversation" aria-busy={shown.state === 'loading'}>
      {!isEmpty ? (
        // Another session begins at its end, with nothing of the one before.
        <MessageLog key={sessionId} run={run} row={row} save={save} viewState={viewState} />
      ) : shown.state === 'loading' ? (
        <Skeleton />
      ) : shown.state === 'failed' ? (
        <Failure code={shown.error.code} conversation={conversation} />
      ) : (
        <Welcome provider={provider} isInTrash={row.isInTrash} tour={sessionId === null && tour} />
      )}
    </div>
  );
}

/** Only when it takes longer than one would notice. */
function Skeleton() {
  return (
    <div class="log-content skeleton late" role="img" aria-label="Loading the conversation">
      <span class="skeleton-line of-question" />
      <span class="skeleton-line" />
      <span class="skeleton-line" />
      <span class="skeleton-line of-end" />
    </div>
  );
}

interface FailureProps {
  readonly code: string;
  readonly conversation: ConversationModel;
}

function Failure({ code, conversation }: FailureProps) {
  const { what, todo } = errorWords(code);
  return (
    <div class="welcome">
      <p class="welcome-title">The conversation could not be read</p>
      <p class="muted">
        <Sentences texts={[`${what}.`, todo]} />
      </p>
      <button type="button" class="button" onClick={conversation.reload}>
        Try again
      </button>
    </div>
  );
}

interface WelcomeProps {
  readonly provider: ProviderModel;
  readonly isInTrash: boolean;
  readonly tour: ComponentChildren;
}

function Welcome({ provider, isInTrash, tour }: WelcomeProps) {
  const name = provider.providerModelName.value;
  if (isInTrash) return <div class="welcome muted">This session has no messages.</div>;
  return (
    <div class="welcome">
      <HoldfastMark />
      <p class="welcome-title">{name ? `Ask ${name}` : 'Ask a question'}</p>
      <p class="muted">Everything you write and every reply is kept on this machine.</p>
      {tour}
    </div>
  );
}
