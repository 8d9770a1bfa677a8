import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { CloseIcon } from '../../../lib/ui/icons.tsx';
import { errorWords } from '../error-words.ts';
import type { SeenSession as Seen, SnapshotWorkModel } from '../models/snapshot-work-model.ts';
import { Dialog } from './dialog.tsx';
import { fullTime } from './format.ts';
import { LongMarkdown } from './long-markdown.tsx';
import { LongText } from './long-text.tsx';

interface SeenSessionProps {
  readonly seen: Seen;
  readonly work: SnapshotWorkModel;
}

/** A session as it was in a snapshot, to be read only: its last messages first, earlier ones when asked for. */
export function SeenSession({ seen, work }: SeenSessionProps) {
  const { snapshot, messages, hasEarlier, draft } = seen;
  const count = messages.state === 'ready' ? messages.value.length : 0;
  const { scroller, content, touch } = useBeginAtEnd(count);
  return (
    <Dialog label="As it was" class="seen" onClose={work.closeLook}>
      <div class="dialog-head">
        <h2>{snapshot.summary.title ?? 'New session'}</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={work.closeLook}>
          <CloseIcon />
        </button>
      </div>
      <p class="seen-note muted">As it was on {fullTime(snapshot.timestamp)}. Read-only.</p>
      <section
        ref={scroller}
        class="seen-messages"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        data-wanted-first
        onPointerDown={touch}
        onWheel={touch}
        onKeyDown={touch}
      >
        <div ref={content} class="seen-content">
          {hasEarlier && (
            <button type="button" class="button small load-more" onClick={() => void work.lookEarlier()}>
              Earlier messages
            </button>
          )}
          {messages.state === 'loading' && <p class="muted late">Reading the messages…</p>}
          {messages.state === 'failed' && (
            <p class="muted">
              {messages.error.code === 'not-found'
                ? 'Its session is gone.'
                : `The messages could not be read: ${errorWords(messages.error.code).what}.`}
            </p>
          )}
          {messages.state === 'ready' && messages.value.length === 0 && (
            <p class="muted">There were no messages yet.</p>
          )}
          {messages.state === 'ready' &&
            messages.value.map(({ id, role, content: text }) => (
              <article key={id} class="seen-message">
                <h3 class="muted">{ROLE_WORDS[role]}</h3>
                <div dir="auto">
                  <LongMarkdown text={text} isGrowing={false} />
                </div>
              </article>
            ))}
          {draft.trim() !== '' && (
            <article class="seen-message">
              <h3 class="muted">Unsent draft</h3>
              <LongText text={draft}>
                {(shown) => (
                  <p class="seen-draft" dir="auto">
                    {shown}
                  </p>
                )}
              </LongText>
            </article>
          )}
        </div>
      </section>
    </Dialog>
  );
}

/** At the end, as it was then; what comes above leaves what one reads where it is. */
function useBeginAtEnd(count: number) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  const isTouched = useRef(false);
  const touch = useCallback(() => {
    isTouched.current = true;
  }, []);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || count === 0) return;
    box.scrollTop += box.scrollHeight - height.current;
    height.current = box.scrollHeight;
  }, [count]);
  // Long texts come in slices: the end stays in sight until somebody goes elsewhere.
  useEffect(() => {
    const [box, inner] = [scroller.current, content.current];
    if (!box || !inner || count === 0) return undefined;
    const onResize = new ResizeObserver(() => {
      if (!isTouched.current) box.scrollTop = box.scrollHeight;
      height.current = box.scrollHeight;
    });
    onResize.observe(inner);
    return () => onResize.disconnect();
  }, [count]);
  return { scroller, content, touch };
}

const ROLE_WORDS = { user: 'You', assistant: 'Reply', system: 'System', tool: 'Tool' } as const;
