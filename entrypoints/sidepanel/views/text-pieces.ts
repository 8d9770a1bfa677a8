/** A piece ends at the first good place after this many UTF-16 units. */
const PIECE_LENGTH = 8000;

/** The pieces of a text that grows; all but the last are as they were. */
export interface TextPieces {
  /** Joined they are `text`. Cheap when `text` begins with the text before. */
  read(text: string): readonly string[];
}

/**
 * Cuts Markdown where a block ends whatever follows: at a blank line, outside fenced code, before a heading or a line that
 * begins with a letter. Each piece can then be drawn by itself, and a long text that grows costs what its last piece costs.
 */
export function createTextPieces(): TextPieces {
  let done: string[] = [];
  let doneText = '';

  return {
    read(text) {
      if (!text.startsWith(doneText)) {
        done = [];
        doneText = '';
      }
      for (let rest = text.slice(doneText.length); ; ) {
        const end = rest.length > PIECE_LENGTH ? endOfPiece(rest) : undefined;
        if (end === undefined) return [...done, rest];
        done = [...done, rest.slice(0, end)];
        doneText += rest.slice(0, end);
        rest = rest.slice(end);
      }
    },
  };
}

/** Where the first piece of a text ends; undefined when there is no good place yet. */
function endOfPiece(text: string): number | undefined {
  let fence: string | undefined;
  let isAfterBlank = false;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    // The last line may still become anything.
    if (newline < 0) return undefined;
    const line = text.slice(start, newline);
    if (fence === undefined && isAfterBlank && start >= PIECE_LENGTH && /^(?:#{1,6} |\p{L})/u.test(line)) return start;
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && closes(line, mark, fence)) fence = undefined;
    isAfterBlank = line.trim() === '';
    start = newline + 1;
  }
  return undefined;
}

function closes(line: string, mark: string, fence: string): boolean {
  return mark.startsWith(fence) && line.trim() === mark;
}
