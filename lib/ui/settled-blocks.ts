import type { Token } from 'marked';
import { lexBounded } from './bounded-lexer.ts';

/** Blocks of a text that grows, in order; those that later text cannot change keep their identity between calls. */
export interface SettledBlocks {
  /** Blocks of `text`. Cheap when `text` starts with the text before: only its unsettled end is read again. */
  read(text: string): readonly Token[];
}

/** A reader for one growing text. A reference (`[a]: …`) that comes after its use is seen only by reading the whole. */
export function createSettledBlocks(lex: (text: string) => readonly Token[] = lexBounded): SettledBlocks {
  let settled: Token[] = [];
  let settledText = '';

  return {
    read(text) {
      if (!text.startsWith(settledText)) {
        settled = [];
        settledText = '';
      }
      const tail = text.slice(settledText.length);
      const tokens = lex(tail);
      const { count, length } = finishedPart(tokens, tail);
      settled = count > 0 ? [...settled, ...tokens.slice(0, count)] : settled;
      settledText += tail.slice(0, length);
      return [...settled, ...tokens.slice(count)];
    },
  };
}

/**
 * A block is finished when a blank line and then another block of at least one whole line follow it: a list, for
 * instance, can still take in a line that is only `2` so far and becomes `2. more`. The last block can always change.
 */
function finishedPart(tokens: readonly Token[], text: string): { count: number; length: number } {
  const wholeLinesEnd = text.lastIndexOf('\n') + 1;
  const nothing = { count: 0, length: 0 };
  let best = nothing;
  let position = 0;
  let lastBlockEnd = nothing;
  for (const [index, token] of tokens.entries()) {
    if (!text.startsWith(token.raw, position)) return best;
    const end = position + token.raw.length;
    if (token.type !== 'space') {
      const isApart = position > lastBlockEnd.length || text.startsWith('\n\n', position - 2);
      if (lastBlockEnd.count > 0 && isApart && end <= wholeLinesEnd) best = lastBlockEnd;
      lastBlockEnd = { count: index + 1, length: end };
    }
    position = end;
  }
  return best;
}
