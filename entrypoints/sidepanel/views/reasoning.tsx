import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { duration } from './format.ts';
import { LongText } from './long-text.tsx';

interface ReasoningProps {
  readonly reply: Message;
  /** Nothing was said yet. */
  readonly isThinking: boolean;
  /** How long it thought, where this page saw it. */
  readonly thinkingMs: number | undefined;
}

/** What a reply thought before it spoke: folded, with how long it took; while it lasts, that it does. */
export function Reasoning({ reply, isThinking, thinkingMs }: ReasoningProps) {
  const words = isThinking ? <Thinking since={reply.createdAt} /> : thoughtWords(thinkingMs);
  if (!reply.reasoning) return isThinking ? <p class="waiting">{words}</p> : null;
  return (
    <details class="folded">
      <summary>{words}</summary>
      <LongText text={reply.reasoning}>
        {(shown) => (
          <div class="reasoning-text" dir="auto">
            {shown}
          </div>
        )}
      </LongText>
    </details>
  );
}

function thoughtWords(thinkingMs: number | undefined): string {
  return thinkingMs === undefined ? 'Reasoning' : `Reasoned for ${duration(thinkingMs)}`;
}

/** Seconds are told once one would ask how long it has been. */
const TOLD_FROM_S = 3;

function Thinking({ since }: { readonly since: string }) {
  const secondsNow = () => Math.floor((Date.now() - Date.parse(since)) / 1000);
  const [seconds, setSeconds] = useState(secondsNow);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsNow()), 1000);
    return () => clearInterval(timer);
  });
  return (
    <>
      <span class="pulse" aria-hidden="true" />
      Thinking…{seconds >= TOLD_FROM_S && <span class="seconds">{duration(seconds * 1000)}</span>}
    </>
  );
}
