import type { ChangeName } from '../../../lib/protocol/methods.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { List } from '../../../lib/ui/list.tsx';
import { errorWords } from '../error-words.ts';
import type { ChatModel } from '../models/chat-model.ts';
import type { SaveModel } from '../models/save-model.ts';
import { reasonOf, sessionOf, type UnsavedChange } from '../models/unsaved-change.ts';
import { retryWords } from './retry-words.ts';

export interface UnsentProps {
  readonly save: SaveModel;
  readonly chat: ChatModel;
  /** The question on the screen has buttons of its own. */
  readonly isShownElsewhere: (requestId: string) => boolean;
  readonly openSession: (id: string) => void;
}

/**
 * Changes that the store refused: what each is, why, and what can be done about it; kept until the user decides. And
 * questions that wait in other sessions, also those of a panel before this one.
 */
export function UnsentView({ save, chat, isShownElsewhere, openSession }: UnsentProps) {
  const isMissing = ({ requestId }: UnsavedChange) => !isShownElsewhere(requestId);
  const unsent = save.unsent.value.filter(isMissing);
  const queued = save.queuedQuestions.value.filter(isMissing);
  if (unsent.length + queued.length === 0) return null;
  return (
    <List class="unsent" aria-label="Unsent changes">
      {unsent.map((entry) => (
        <UnsentChange key={entry.requestId} entry={entry} save={save} chat={chat} />
      ))}
      {queued.map((entry) => (
        <QueuedQuestion key={entry.requestId} entry={entry} chat={chat} openSession={openSession} />
      ))}
    </List>
  );
}

interface EntryProps {
  readonly entry: UnsavedChange;
}

function UnsentChange({ entry, save, chat }: EntryProps & Pick<UnsentProps, 'save' | 'chat'>) {
  const { requestId, change } = entry;
  const error = reasonOf(entry, save.unsaved.value);
  const text = textOf(change.params);
  return (
    <li class="unsent-change">
      <p class="unsent-what">
        <strong>{CHANGE_WORDS[change.method]}</strong>
        {error && `: ${errorWords(error.code).refused.what}`}
      </p>
      {text && <p class="unsent-text">{text}</p>}
      <div class="unsent-actions">
        <button type="button" class="button small" onClick={() => void save.retry(requestId)}>
          {retryWords(error)}
        </button>
        {text && <CopyButton text={text} label="Copy" iconOnly />}
        <button type="button" class="button small quiet" onClick={() => void chat.discard(requestId)}>
          Discard
        </button>
      </div>
    </li>
  );
}

function QueuedQuestion({ entry, chat, openSession }: EntryProps & Pick<UnsentProps, 'chat' | 'openSession'>) {
  const { requestId, change, error } = entry;
  const sessionId = sessionOf(entry);
  const text = textOf(change.params);
  return (
    <li class="unsent-change queued">
      <p class="unsent-what">
        <strong>Question, queued</strong>
        {error && `: ${errorWords(error.code).what}`}
      </p>
      {text && <p class="unsent-text">{text}</p>}
      <div class="unsent-actions">
        {sessionId !== undefined && (
          <button type="button" class="button small" onClick={() => openSession(sessionId)}>
            Open
          </button>
        )}
        {text && <CopyButton text={text} label="Copy" iconOnly />}
        <button type="button" class="button small quiet" onClick={() => void chat.discard(requestId)}>
          Discard
        </button>
      </div>
    </li>
  );
}

const CHANGE_WORDS: Readonly<Record<ChangeName | 'unknown', string>> = {
  'sessions/create': 'New session',
  'sessions/update': 'Session change',
  'sessions/delete': 'Move to the trash',
  'sessions/restore': 'Restore from the trash',
  'sessions/branch': 'Branch',
  'messages/append': 'Message',
  'messages/update': 'Message change',
  'drafts/set': 'Draft',
  'chat/send': 'Question',
  'chat/retry': 'Reply retry',
  'analytics/record': 'Usage',
  'preferences/mirror': 'Settings',
  'snapshots/create': 'Snapshot',
  'snapshots/update': 'Snapshot change',
  'snapshots/delete': 'Snapshot deletion',
  'recordings/start': 'Recording',
  'recordings/append': 'Part of a recording',
  'recordings/stop': 'End of a recording',
  'recordings/update': 'Recording change',
  'recordings/delete': 'Recording deletion',
  'file-changes/add': 'File change',
  'proofs/add': 'Proof',
  'retention/set-policy': 'Retention rules',
  unknown: 'Change',
};

/** What a person would not want to write again, whatever the change is. */
function textOf(params: object): string | undefined {
  const { userMessage, content, title } = params as Readonly<Record<string, unknown>>;
  const question = (userMessage as { readonly content?: unknown } | null | undefined)?.content;
  return [question, content, title].find((text) => typeof text === 'string');
}
