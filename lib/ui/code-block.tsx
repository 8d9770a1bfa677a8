import type { Tokens } from 'marked';
import { createContext } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import { decodeCharacterReferences } from './character-references.ts';
import { CopyButton } from './copy.tsx';
import { useHighlighting } from './highlight/use-highlighting.ts';
import { WrapIcon } from './icons.tsx';

/** Whether the text around still grows. */
export const IsGrowing = createContext(false);

/** Code as it was written, with its language; long lines scroll, or wrap when the reader wants it so. */
export function CodeBlock({ token }: { readonly token: Tokens.Code }) {
  const code = token.text;
  const language = /^\S+/.exec(decodeCharacterReferences(token.lang ?? ''))?.[0] ?? '';
  const isFinished = !useContext(IsGrowing) || isClosed(token.raw);
  const [isWrapped, setIsWrapped] = useState(false);
  const place = useRef<HTMLPreElement>(null);
  const coloured = useHighlighting(place, { code, language, isFinished });
  return (
    <div class="code-block" dir="ltr">
      <div class="code-head">
        <span>{language || 'text'}</span>
        <button
          type="button"
          class="icon-button small"
          aria-pressed={isWrapped}
          aria-label="Wrap lines"
          title="Wrap lines"
          onClick={() => setIsWrapped(!isWrapped)}
        >
          <WrapIcon />
        </button>
        <CopyButton text={code} label="Copy code" iconOnly />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre ref={place} tabIndex={0} class={isWrapped ? 'wrapped' : undefined}>
        <code>{coloured ?? code}</code>
      </pre>
    </div>
  );
}

/** A fence with its end: what follows no longer belongs to it. */
function isClosed(raw: string): boolean {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
  if (fence === undefined) return false;
  const end = raw.trimEnd();
  const lastLine = end.slice(end.lastIndexOf('\n') + 1).trim();
  return end.includes('\n') && lastLine.startsWith(fence) && /^(?:`+|~+)$/.test(lastLine);
}
