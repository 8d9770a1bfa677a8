import { Fragment } from 'preact';
import { CopyButton } from '../../../lib/ui/copy.tsx';

/** Something to be typed in a terminal, with a button that copies it. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div class="command">
      <code>
        {partsOf(text).map((part, index) => (
          <Fragment key={index}>
            {part}
            <wbr />
          </Fragment>
        ))}
      </code>
      <CopyButton text={text} label="Copy command" iconOnly />
    </div>
  );
}

/** A long path is cut behind its slashes, not inside of names. */
function partsOf(text: string): string[] {
  return text.split(/(?<=\/)/);
}
