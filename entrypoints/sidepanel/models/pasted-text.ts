/** A message as it is written: what is typed, and long texts that were pasted beside it. */
export interface PastedText {
  readonly text: string;
  readonly pasted: readonly string[];
}

/** Beyond either, a pasted text would push what is typed out of sight. */
const LARGE_LENGTH = 4000;
const LARGE_LINES = 60;

const START = '<pasted-text>\n';
const END = '\n</pasted-text>';

/** Whether a text is better kept beside what is typed. One that holds our own marks cannot be. */
export function isLargePaste(text: string): boolean {
  if (text.includes(START) || text.includes(END)) return false;
  return text.length > LARGE_LENGTH || text.split('\n', LARGE_LINES + 1).length > LARGE_LINES;
}

/** The one text that is kept, sent and shown again: models read these marks, and {@link splitPasted} undoes it. */
export function joinPasted({ text, pasted }: PastedText): string {
  const blocks = pasted.map((part) => START + part + END);
  return [...(text === '' ? [] : [text]), ...blocks].join('\n\n');
}

/** Takes the pasted texts from the end of a text. */
export function splitPasted(whole: string): PastedText {
  const pasted: string[] = [];
  let text = whole;
  while (text.endsWith(END)) {
    const start = text.lastIndexOf(START);
    const isApart = start === 0 || text.slice(0, start).endsWith('\n\n');
    if (start < 0 || !isApart) break;
    pasted.unshift(text.slice(start + START.length, -END.length));
    text = text.slice(0, Math.max(start - 2, 0));
  }
  return { text, pasted };
}
