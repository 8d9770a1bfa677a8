import { CopyButton } from '../../../lib/ui/copy.tsx';
import { AgainIcon } from '../../../lib/ui/icons.tsx';
import { Age } from './age.tsx';
import { replyFacts } from './format.ts';
import { MessageBranches, type MessageViewProps } from './message-view.tsx';

interface ReplyFactsProps {
  readonly row: MessageViewProps;
  readonly model: string | undefined;
}

/** What is known of a reply that is over, and what can be done with it. */
export function ReplyFacts({ row, model }: ReplyFactsProps) {
  const { message, isLast, isInTrash, panel } = row;
  // A reply that was not finished has a button for that, and the words to it.
  const hasRetry = isLast && message.status !== 'complete';
  return (
    <div class="facts">
      {message.content !== '' && <CopyButton text={message.content} label="Copy reply" iconOnly />}
      {!hasRetry && !isInTrash && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Ask again"
          title="Ask again, in a branch of this session"
          onClick={() => panel.chat.retry(message)}
        >
          <AgainIcon />
        </button>
      )}
      <ul class="fact-list" aria-label="About this reply">
        {model && <li>{model}</li>}
        {message.status !== 'error' && replyFacts(message).map((fact) => <li key={fact}>{withUnits(fact)}</li>)}
        <li>
          <Age timestamp={message.createdAt} clock={panel.clock} />
        </li>
      </ul>
      <MessageBranches {...row} />
    </div>
  );
}

/** A number and its unit stay on one line. */
function withUnits(fact: string): string {
  return fact.replace(/(\d) /g, '$1\u00a0');
}
