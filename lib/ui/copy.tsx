import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { CheckIcon, CopyIcon } from './icons.tsx';

/** Puts text on the clipboard, also one that is still being read; rejects when the browser refuses, or with what `text` does. */
export type CopyTextFunction = (text: string | Promise<string>) => Promise<void>;

/** Given by the page that renders. */
export const CopyText = createContext<CopyTextFunction>(() => Promise.reject(new Error('No clipboard')));

const DONE_SHOWN_MS = 1500;

interface CopyButtonProps {
  readonly text: string;
  /** What it says, and its accessible name. */
  readonly label: string;
  readonly iconOnly?: boolean;
}

/** Copies `text` and says for a moment whether that worked. */
export function CopyButton({ text, label, iconOnly = false }: CopyButtonProps) {
  const copyText = useContext(CopyText);
  const [outcome, setOutcome] = useState<'copied' | 'failed' | undefined>(undefined);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), DONE_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const words = outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Not copied' : label;
  return (
    <button
      type="button"
      class={iconOnly ? 'icon-button small' : 'button quiet'}
      aria-label={words}
      title={words}
      onClick={() =>
        void copyText(text).then(
          () => setOutcome('copied'),
          () => setOutcome('failed'),
        )
      }
    >
      {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
      {!iconOnly && <span>{words}</span>}
    </button>
  );
}
