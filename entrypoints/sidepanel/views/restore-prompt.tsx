import { useModel } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Crash } from '../../../lib/recovery/find-crashes.ts';
import { Markdown } from '../../../lib/ui/markdown.tsx';
import { type CrashFacts, CrashFactsModel } from '../models/crash-facts-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import type { RecoveryModel } from '../models/recovery-model.ts';
import type { Remote } from '../models/remote.ts';
import { endedWords, messagesWords, replyWords, savedWords, titleOf } from './crash-words.ts';
import { Dialog } from './dialog.tsx';
import { NoticeView } from './notice-view.tsx';
import './recovery.css';

/** Letters of a draft that say which one it is; the preview has all of them. */
const DRAFT_START = 600;

export interface RecoveryProps {
  readonly panel: PanelModel;
  readonly recovery: RecoveryModel;
}

/** Asks whether to bring back what a panel had when it crashed. */
export function RestorePrompt({ panel, recovery }: RecoveryProps) {
  const { clock } = panel;
  const crashes = recovery.crashes.value;
  const [chosenId, choose] = useState<string>();
  const crash = crashes.find(({ record }) => record.panelId === chosenId) ?? crashes[0];
  if (!crash) return null;
  return (
    <Dialog label="Restore your session?" class="restore" onClose={recovery.postpone}>
      <div class="dialog-head">
        <h2>Restore your session?</h2>
        <button type="button" class="button quiet" onClick={recovery.postpone}>
          Later
        </button>
      </div>
      <div class="restore-body">
        {crashes.length === 1 ? (
          <p class="muted">The panel closed unexpectedly {endedWords(crash, clock.nowMs.value)}.</p>
        ) : (
          <fieldset class="restore-choice">
            <legend class="muted">{crashes.length} panels closed unexpectedly.</legend>
            {crashes.map((other) => (
              <label key={other.record.panelId}>
                <input
                  type="radio"
                  name="crash"
                  checked={other === crash}
                  onChange={() => choose(other.record.panelId)}
                />
                <span class="restore-title">{titleOf(other.record)}</span>
                <span class="muted">{endedWords(other, clock.nowMs.value)}</span>
              </label>
            ))}
          </fieldset>
        )}
        <CrashOffer
          key={crash.record.panelId}
          panel={panel}
          recovery={recovery}
          crash={crash}
          isOnly={crashes.length === 1}
        />
      </div>
      <NoticeView notices={panel.notices} />
    </Dialog>
  );
}

interface CrashOfferProps extends RecoveryProps {
  readonly crash: Crash;
  /** Its title does not stand above yet. */
  readonly isOnly: boolean;
}

function CrashOffer({ panel, recovery, crash, isOnly }: CrashOfferProps) {
  const { env, connection } = panel;
  const { record } = crash;
  const facts = useModel(() => new CrashFactsModel(env, connection.isReady, record)).facts.value;
  const [step, setStep] = useState<'offer' | 'preview' | 'discard'>('offer');
  const first = useRef<HTMLButtonElement>(null);
  const shown = useRef(step);
  // The button that was pressed is gone; another panel of the list leaves the focus there.
  useLayoutEffect(() => {
    if (shown.current !== step) first.current?.focus();
    shown.current = step;
  }, [step]);
  const draft = facts.state === 'ready' ? facts.value.draft : record.draft;
  const reply = replyWords(record, facts);
  const restore = (
    <button
      type="button"
      class="button primary"
      data-wanted-first
      ref={first}
      onClick={() => void recovery.restore(crash)}
    >
      Restore
    </button>
  );

  return (
    <>
      <div class="restore-facts">
        {isOnly && <p class="restore-title">{titleOf(record)}</p>}
        <p class="muted">
          {messagesWords(record)}, {savedWords(crash)}
        </p>
        {reply && <p>{reply}</p>}
        {record.unsentCount > 0 && <p>What was not saved yet is kept, and sent automatically.</p>}
        {draft === '' && record.draftLength > 0 && facts.state !== 'ready' && <p>A long draft is kept in the store.</p>}
      </div>
      {step === 'preview' ? (
        <Preview facts={facts} draft={draft} hasSession={record.session !== null} />
      ) : (
        draft.trim() !== '' && (
          <figure class="restore-draft">
            <figcaption class="muted">Unsent draft</figcaption>
            <p dir="auto">{draft.slice(0, DRAFT_START)}</p>
          </figure>
        )
      )}
      {step === 'discard' ? (
        <div class="restore-buttons">
          <p>
            The panel opens without this, and the draft is removed from its field. The recovery center keeps it for 30
            days.
          </p>
          <button type="button" class="button danger" onClick={() => void recovery.discard(crash)}>
            Discard
          </button>
          <button type="button" class="button" ref={first} onClick={() => setStep('offer')}>
            Keep
          </button>
        </div>
      ) : (
        <div class="restore-buttons">
          {restore}
          {step === 'preview' ? (
            <button type="button" class="button" onClick={() => setStep('offer')}>
              Back
            </button>
          ) : (
            <button type="button" class="button" onClick={() => setStep('preview')}>
              Preview
            </button>
          )}
          <button type="button" class="button" onClick={() => setStep('discard')}>
            Discard
          </button>
        </div>
      )}
    </>
  );
}

interface PreviewProps {
  readonly facts: Remote<CrashFacts>;
  readonly draft: string;
  readonly hasSession: boolean;
}

/** What would be there again, to be read only. */
function Preview({ facts, draft, hasSession }: PreviewProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="restore-preview" aria-label="Preview" tabIndex={0}>
      {!hasSession ? (
        <p class="muted">A new session without messages.</p>
      ) : facts.state === 'loading' ? (
        <p class="muted">The messages appear when the store is back.</p>
      ) : facts.state === 'failed' ? (
        <p class="muted">
          {facts.error.code === 'not-found'
            ? 'The session has since been deleted.'
            : 'The messages cannot be read now. They are in the store.'}
        </p>
      ) : (
        facts.value.messages.map(({ id, role, content, status }) => (
          <article key={id} class={`restore-message of-${role}`}>
            <h3 class="muted">{role === 'user' ? 'You' : 'Reply'}</h3>
            <Markdown text={content} />
            {status === 'interrupted' && <p class="muted">Interrupted here.</p>}
          </article>
        ))
      )}
      {draft.trim() !== '' && (
        <article class="restore-message of-draft">
          <h3 class="muted">Unsent draft</h3>
          <p dir="auto">{draft}</p>
        </article>
      )}
    </section>
  );
}
