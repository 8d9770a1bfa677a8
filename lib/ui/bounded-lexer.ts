import { Lexer, type Token, Tokenizer, type Tokens } from 'marked';
import { findDollarMaths, mathsOptions } from './maths.ts';

/** Lists and quotations within each other; what lies deeper is shown as text. Each level is lexed again by its parent. */
const MAX_BLOCK_DEPTH = 12;

/** Emphasis, links and so on within each other. */
const MAX_INLINE_DEPTH = 12;

/**
 * Some inline patterns of marked take time that grows with length times delimiters (72,000 characters of `**a_b~~c[`:
 * 3.8 s). This much of that product, about 40 ms, is spent on one text; a paragraph beyond it is shown as it was written.
 */
const MAX_INLINE_COST = 20_000_000;

/** UTF-16 units. More: short texts before marks cost more; less: long texts before maths do. */
const NEARBY_LENGTH = 300;

/** The block tokens of a text with `\n` line ends. Hostile text costs bounded time and gives a plain paragraph at worst. */
export function lexBounded(text: string): Token[] {
  try {
    return new BoundedLexer(text).lex(text);
  } catch {
    return [plainParagraph(text)];
  }
}

class BoundedLexer extends Lexer {
  private blockDepth = 0;
  private inlineDepth = 0;
  private inlineCost = 0;

  constructor(text: string) {
    super({ gfm: true, tokenizer: new ReplyTokenizer(), ...mathsOptions(text) });
  }

  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped?: boolean): never {
    if (this.blockDepth >= MAX_BLOCK_DEPTH) {
      tokens.push(plainParagraph(src));
      return tokens as never;
    }
    this.blockDepth += 1;
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped) as never;
    } finally {
      this.blockDepth -= 1;
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.inlineDepth === 0) this.inlineCost += src.length * (src.match(/[*_~.@[\]()!<`]/g)?.length ?? 0);
    if (this.inlineDepth >= MAX_INLINE_DEPTH || this.inlineCost > MAX_INLINE_COST) {
      tokens.push({ type: 'escape', raw: src, text: src });
      return tokens;
    }
    this.inlineDepth += 1;
    try {
      return super.inlineTokens(src, tokens);
    } finally {
      this.inlineDepth -= 1;
    }
  }
}

class ReplyTokenizer extends Tokenizer {
  /** `[^1]: …` would be taken as an address and vanish; footnotes stay as they were written. */
  override def(src: string): Tokens.Def | undefined {
    return /^ {0,3}\[\^/.test(src) ? undefined : super.def(src);
  }

  /**
   * marked's own text does not stop at a dollar. Looking nearby comes first: it would read past all the maths up to a mark of its
   * own, each time, only to be cut at the first.
   */
  override inlineText(src: string): Tokens.Text | undefined {
    const near = findDollarMaths(src, NEARBY_LENGTH);
    if (near !== -1) return super.inlineText(src.slice(0, near));
    const token = super.inlineText(src);
    const far = token === undefined || token.raw.length <= NEARBY_LENGTH ? -1 : findDollarMaths(src, token.raw.length);
    return far === -1 ? token : super.inlineText(src.slice(0, far));
  }
}

/** Text that nothing reads further; `escape` is marked's token for characters meant literally. */
function plainParagraph(text: string): Token {
  return { type: 'paragraph', raw: text, text, tokens: [{ type: 'escape', raw: text, text }] };
}
