/** Something that can be wrong, or is worth knowing. One declaration: what the doctor says, and a row of the table in docs/install.md. */
export interface Fault {
  /** The evidence; `{word}` stands for what was met. */
  readonly says: string;
  /** What to do, in sentences. The same words stand for the same. */
  readonly cure: string;
  /** Worth knowing, and not wrong. */
  readonly isNote?: boolean;
}

export type Verdict = 'ok' | 'note' | 'wrong';

/** What was found of one thing. */
export interface Told {
  readonly verdict: Verdict;
  readonly evidence: string;
  readonly cure?: string;
  /** Where it is not the check's own: a browser's, of which there are several. */
  readonly name?: string;
}

/** The words between braces of a text. */
type WordsOf<Text extends string> = Text extends `${string}{${infer Word}}${infer Rest}` ? Word | WordsOf<Rest> : never;

/** What was met, for every word of a fault. */
type Met<Of extends Fault> = Readonly<Record<WordsOf<Of['says']> | WordsOf<Of['cure']>, string>>;

/** A fault with what was met. */
export function tell<const Of extends Fault>(fault: Of, met: Met<Of>): Told {
  const words: Readonly<Record<string, string>> = met;
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? word);
  return { verdict: fault.isNote ? 'note' : 'wrong', evidence: fill(fault.says), cure: fill(fault.cure) };
}

export function well(evidence: string): Told {
  return { verdict: 'ok', evidence };
}

/** Puts right what `holdfast install` writes: launchers, manifests, and which host is the one. */
export const INSTALL = 'Run: holdfast install';

/** Where the installed program itself is not to be trusted, or is not there: it cannot install itself. */
export const INSTALL_ANEW = 'Unpack the archive of the host again, and run install in it.';
