import type { VNode } from 'preact';
import type { CodeToken } from './code-tokens.ts';

/** Tokens as elements that hold nothing but text and one class of ours. */
export function renderCodeTokens(tokens: readonly CodeToken[]): VNode {
  return (
    <>
      {tokens.map(({ text, kind }, index) =>
        kind === undefined ? (
          text
        ) : (
          <span key={index} class={`code-${kind}`}>
            {text}
          </span>
        ),
      )}
    </>
  );
}
