import type { AppError } from '../../../lib/protocol/errors.ts';
import type { ChangeName } from '../../../lib/protocol/methods.ts';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import { errorWords } from '../error-words.ts';
import { reasonOf, type SaveModel, type UnsavedChange } from '../models/save-model.ts';

interface UnsentViewProps {
  readonly save: SaveModel;
  /** The question on the screen has buttons of its own. */
  readonly isShownElsewhere: (requestId: string) => boolean;
}

/** Changes that the store refused: what each is, why, and what can be done about it. Kept until the user decides. */
export function UnsentView({ save, isShownElsewhere }: UnsentViewProps) {
  const unsent = save.unsent.value.filter(({ requestId }) => !isShownElsewhere(requestId));
  if (unsent.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noRedundantRoles: a list without bullets is none to some screen readers
    <ul role="list" class="unsent" aria-label="Unsent changes">
      {unsent.map((entry) => (
        <UnsentChange key={entry.requestId} entry={entry} save={save} />
      ))}
    </ul>
  );
}

interface UnsentChangeProps {
  readonly entry: UnsavedChange;
  readonly save: SaveModel;
}

function UnsentChange({ entry, save }: UnsentChangeProps) {
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
        <button type="button" class="button small quiet" onClick={() => save.discard(requestId)}>
          Discard
        </button>
      </div>
    </li>
  );
}

/** One that was kept back because it waited long was never tried. */
export function retryWords(error: AppError | undefined): string {
  return error?.code === 'timeout' ? 'Send now' : 'Retry';
}

const CHANGE_WORDS: Readonly<Record<ChangeName | 'unknown', string>> = {
  'sessions/create': 'New session',
  'sessions/update': 'Change of a session',
  'sessions/delete': 'Session to the trash',
  'sessions/restore': 'Session out of the trash',
  'sessions/branch': 'Branch',
  'messages/append': 'Message',
  'messages/update': 'Change of a message',
  'drafts/set': 'Draft',
  'chat/send': 'Question',
  'chat/retry': 'Retry of a reply',
  'analytics/record': 'Usage',
  unknown: 'Change',
};

/** What a person would not want to write again, whatever the change is. */
function textOf(params: object): string | undefined {
  const { userMessage, content, title } = params as Readonly<Record<string, unknown>>;
  const question = (userMessage as { readonly content?: unknown } | null | undefined)?.content;
  return [question, content, title].find((text) => typeof text === 'string');
}
