import { useModel } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import { List } from '../../../lib/ui/list.tsx';
import { errorWords } from '../error-words.ts';
import { RecoveryCenterModel } from '../models/recovery-center-model.ts';
import { Age } from './age.tsx';
import { endedWords, messagesWords, titleOf } from './crash-words.ts';
import { Dialog } from './dialog.tsx';
import { NoticeView } from './notice-view.tsx';
import type { RecoveryProps } from './restore-prompt.tsx';
import { UnsentView } from './unsent-view.tsx';
import './recovery.css';

/** Everything that was left behind, to be taken up again or dismissed. */
export function RecoveryCenter({ panel, recovery }: RecoveryProps) {
  const { env, connection, sessions, save, drafts, notices, chat, layout, clock } = panel;
  const center = useModel(
    () =>
      new RecoveryCenterModel({
        ...{ env, isReady: connection.isReady, currentId: sessions.currentId, save, drafts, notices, recovery },
      }),
  );
  const left = center.left.value;
  const crashes = recovery.crashes.value;
  const unsentCount = save.unsent.value.length + save.queuedQuestions.value.length;
  const found = left.state === 'ready' ? left.value : { drafts: [], replies: [], snapshots: [] };
  // What a crashed panel had stands with it.
  const crashedIn = crashes.map(({ record }) => record.session?.id ?? null);
  const otherDrafts = found.drafts.filter(({ sessionId }) => !crashedIn.includes(sessionId));
  const isEmpty =
    left.state === 'ready' &&
    crashes.length + unsentCount + otherDrafts.length + found.replies.length + found.snapshots.length === 0;

  function open(sessionId: string | null): void {
    layout.closeDialog();
    layout.closeSheet();
    layout.closeView();
    if (sessionId === null) sessions.startNew();
    else sessions.open(sessionId);
  }

  return (
    <Dialog label="Recovery center" class="recovery" onClose={layout.closeDialog}>
      <div class="dialog-head">
        <h2>Recovery center</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={layout.closeDialog}>
          <CloseIcon />
        </button>
      </div>
      <div class="recovery-body">
        {isEmpty && (
          <p class="muted">
            Nothing to restore. Unsent drafts, interrupted replies and what a crash leaves behind appear here.
          </p>
        )}
        <Section title="Closed unexpectedly">
          {crashes.map((crash) => (
            <Row
              key={crash.record.panelId}
              title={titleOf(crash.record)}
              detail={messagesWords(crash.record)}
              text={crash.record.draft}
            >
              <span class="age">{endedWords(crash, clock.nowMs.value)}</span>
              <Buttons
                take={['Restore', () => void recovery.restore(crash)]}
                dismiss={['Discard', () => void recovery.discard(crash)]}
                isAskedOnce
              />
            </Row>
          ))}
        </Section>
        {unsentCount > 0 && (
          <section class="recovery-section">
            <h3>Changes not saved</h3>
            <UnsentView save={save} chat={chat} isShownElsewhere={() => false} openSession={open} />
          </section>
        )}
        <Section title="Interrupted replies">
          {found.replies.map((reply) => (
            <Row key={reply.id} title={reply.sessionTitle} text={reply.start || 'Nothing had arrived.'}>
              <Age timestamp={reply.createdAt} clock={clock} />
              <Buttons
                take={['Open', () => open(reply.sessionId)]}
                dismiss={['Keep as it is', () => chat.keep(reply.id)]}
              />
            </Row>
          ))}
        </Section>
        <Section title="Drafts in other sessions">
          {otherDrafts.map((draft) => (
            <Row key={draft.sessionId ?? ''} title={draft.sessionTitle ?? 'New session'} text={draft.start}>
              <Age timestamp={draft.updatedAt} clock={clock} />
              <Buttons
                take={['Open', () => open(draft.sessionId)]}
                dismiss={['Delete', () => void center.deleteDraft(draft)]}
              />
            </Row>
          ))}
        </Section>
        <Section title="Snapshots made for you">
          {found.snapshots.map((snapshot) => (
            <Row
              key={snapshot.id}
              title={snapshot.summary.title ?? 'New session'}
              detail={snapshotWords(snapshot)}
              text={snapshot.summary.draft}
            >
              <Age timestamp={snapshot.timestamp} clock={clock} />
              <Buttons
                take={[
                  'Restore',
                  () => {
                    layout.closeDialog();
                    void center.restoreSnapshot(snapshot.id);
                  },
                ]}
                dismiss={['Delete', () => void center.deleteSnapshot(snapshot)]}
              />
            </Row>
          ))}
        </Section>
        {left.state === 'loading' && (
          <p class="muted late">{connection.isReady.value ? 'Looking…' : 'The rest appears when the store is back.'}</p>
        )}
        {left.state === 'failed' && (
          <p class="muted">
            The rest could not be read: {errorWords(left.error.code).what}.{' '}
            <button type="button" class="button small" onClick={() => void center.read()}>
              Try again
            </button>
          </p>
        )}
      </div>
      <NoticeView notices={panel.notices} />
    </Dialog>
  );
}

const TRIGGER_WORDS: Readonly<Record<string, string>> = {
  crash_expired: 'closed unexpectedly',
  crash_discarded: 'discarded',
  before_restore: 'before a restore',
  before_delete: 'before moving to the trash',
};

function snapshotWords({ trigger, summary }: Snapshot): string {
  const count = messagesWords({ session: { id: '', title: '', messageCount: summary.messageCount } });
  return [count, TRIGGER_WORDS[trigger.type]].filter(Boolean).join(', ');
}

interface SectionProps {
  readonly title: string;
  readonly children: readonly ComponentChildren[];
}

/** Nothing where there is nothing. */
function Section({ title, children }: SectionProps) {
  if (children.length === 0) return null;
  return (
    <section class="recovery-section">
      <h3>{title}</h3>
      <List>{children}</List>
    </section>
  );
}

interface RowProps {
  readonly title: string;
  readonly detail?: string;
  readonly text: string;
  readonly children: ComponentChildren;
}

function Row({ title, detail, text, children }: RowProps) {
  return (
    <li class="recovery-row">
      <p class="recovery-title">{title}</p>
      {detail && <p class="muted">{detail}</p>}
      {text !== '' && (
        <p class="recovery-text" dir="auto">
          {text}
        </p>
      )}
      <div class="recovery-foot">{children}</div>
    </li>
  );
}

type Doing = readonly [label: string, run: () => void];

interface ButtonsProps {
  readonly take: Doing;
  readonly dismiss: Doing;
  /** Before it is dismissed. */
  readonly isAskedOnce?: boolean;
}

function Buttons({ take, dismiss, isAskedOnce = false }: ButtonsProps) {
  const [isAsking, setAsking] = useState(false);
  const second = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // What was pressed is gone, or is something else now.
  useLayoutEffect(() => {
    if (wasAsking.current !== isAsking) second.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const [first, last]: readonly (readonly [...Doing, looks: string])[] = isAsking
    ? [
        [...dismiss, 'danger'],
        ['Keep', () => setAsking(false), ''],
      ]
    : [
        [...take, ''],
        [dismiss[0], isAskedOnce ? () => setAsking(true) : dismiss[1], 'quiet'],
      ];
  return (
    <span class="recovery-buttons">
      <button type="button" class={`button small ${first?.[2]}`} onClick={first?.[1]}>
        {first?.[0]}
      </button>
      <button type="button" class={`button small ${last?.[2]}`} ref={second} onClick={last?.[1]}>
        {last?.[0]}
      </button>
    </span>
  );
}
