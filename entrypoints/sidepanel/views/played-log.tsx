import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ENTRY_TITLES } from '../../../lib/playback/recording-markdown.ts';
import type { PlayedEntry } from '../../../lib/protocol/recording-shapes.ts';
import type { PlayerModel } from '../models/player-model.ts';
import { duration, money } from './format.ts';
import { LongMarkdown } from './long-markdown.tsx';
import { QuestionText } from './message-view.tsx';
import { ToolCalls } from './tool-calls.tsx';

/** Entries that are drawn; those before them on demand. */
const DRAWN = 40;

/** Whoever is this close to the end follows it, px. */
const AT_END = 48;

interface PlayedLogProps {
  readonly player: PlayerModel;
  readonly earlierMessages: number;
}

/** What the recording shows at the time where it is. */
export function PlayedLog({ player, earlierMessages }: PlayedLogProps) {
  const { entries, usd } = player.shown.value;
  const [more, setMore] = useState(0);
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  const first = Math.max(0, entries.length - DRAWN - more);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  });
  return (
    <section
      ref={box}
      class="played-log"
      aria-label="What was said"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: element }) => {
        follows.current = element.scrollTop + element.clientHeight >= element.scrollHeight - AT_END;
      }}
    >
      {earlierMessages > 0 && first === 0 && (
        <p class="played-note">
          {earlierMessages === 1 ? '1 message' : `${earlierMessages} messages`} before the recording began
        </p>
      )}
      {first > 0 && (
        <button
          type="button"
          class="button small load-more"
          onClick={() => {
            follows.current = false;
            setMore(more + DRAWN);
          }}
        >
          Show earlier ({first})
        </button>
      )}
      {entries.length === 0 && <p class="played-note">Nothing has happened yet.</p>}
      {entries.slice(first).map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
      {usd !== null && <p class="played-note">Balance: ${usd.toFixed(2)}</p>}
    </section>
  );
}

/** Drawn again only when it is another. */
function Entry({ entry }: { readonly entry: PlayedEntry }) {
  return useMemo(() => {
    if (entry.kind === 'question') return <Question entry={entry} />;
    return entry.kind === 'reply' ? <Reply entry={entry} /> : <Line entry={entry} />;
  }, [entry]);
}

function Question({ entry }: { readonly entry: PlayedEntry }) {
  return (
    <article class="message user" aria-label="You">
      <QuestionText text={entry.text} />
    </article>
  );
}

function Reply({ entry }: { readonly entry: PlayedEntry }) {
  const { model, text, status, tools, error } = entry;
  const isGrowing = status === 'streaming';
  const facts = factsOf(entry);
  return (
    <article class="message assistant" aria-label={model ? `Reply from ${model}` : 'Reply'}>
      {text === '' && isGrowing && <p class="muted">Waiting for the reply…</p>}
      {text !== '' && (
        <div class={isGrowing ? 'streaming' : undefined} dir="auto">
          <LongMarkdown text={text} isGrowing={isGrowing} />
        </div>
      )}
      {tools.length > 0 && <ToolCalls calls={tools} />}
      {error !== null && <p class="played-note danger-text">Failed: {error}</p>}
      {status === 'interrupted' && <p class="played-note">Interrupted</p>}
      {facts !== '' && !isGrowing && <p class="played-note">{facts}</p>}
    </article>
  );
}

/** A line about something else than a message. */
function Line({ entry: { kind, text } }: { readonly entry: PlayedEntry }) {
  return (
    <p class={kind === 'error' ? 'played-line danger-text' : 'played-line'}>
      <span class="played-kind">{ENTRY_TITLES[kind]}</span> {text}
    </p>
  );
}

function factsOf({ model, promptTokens, completionTokens, cost, durationMs }: PlayedEntry): string {
  return [
    ...(model === null ? [] : [model]),
    ...(promptTokens === null || completionTokens === null ? [] : [`${promptTokens} in, ${completionTokens} out`]),
    ...(cost === null ? [] : [money(cost)]),
    ...(durationMs === null ? [] : [duration(durationMs)]),
  ].join(' · ');
}
