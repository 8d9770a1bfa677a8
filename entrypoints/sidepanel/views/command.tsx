import { CopyButton } from '../../../lib/ui/copy.tsx';

/** Something to be typed in a terminal, with a button that copies it. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div class="command">
      <code>{text}</code>
      <CopyButton text={text} label="Copy command" iconOnly />
    </div>
  );
}
