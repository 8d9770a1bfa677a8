import { LongText } from './long-text.tsx';

/** Text as it is, in a box of its own that scrolls. */
export function FoldedText({ text }: { readonly text: string }) {
  return (
    <LongText text={text}>
      {(shown) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre class="folded-text" tabIndex={0}>
          {shown}
        </pre>
      )}
    </LongText>
  );
}
