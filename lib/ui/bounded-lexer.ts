import { Lexer, type Token, Tokenizer } from 'marked';

/** Lists and quotations within each other; what lies deeper is shown as text. Each level is lexed again by its parent. */
const MAX_BLOCK_DEPTH = 12;

/** Emphasis, links and so on within each other. */
const MAX_INLINE_DEPTH = 12;

/**
 * Some inline patterns of marked take time that grows with length times delimiters (72,000 characters of `**a_b~~c[`:
 * 3.8 s). This much of that product, about 40 ms, is spent on one text; a paragraph beyond it is shown as it was written.
 */
const MAX_INLINE_COST = 20_000_000;

/** The block tokens of a text with `\n` line ends. Hostile text costs bounded time and gives a plain paragraph at worst. */
export function lexBounded(text: string): Token[] {
  try {
    return new BoundedLexer().lex(text);
  } catch {
    return [plainParagraph(text)];
  }
}

class BoundedLexer extends Lexer {
  private blockDepth = 0;
  private inlineDepth = 0;
  private inlineCost = 0;

  constructor() {
    super({ gfm: true, tokenizer: new Tokenizer() });
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

/** Text that nothing reads further; `escape` is marked's token for characters meant literally. */
function plainParagraph(text: string): Token {
  return { type: 'paragraph', raw: text, text, tokens: [{ type: 'escape', raw: text, text }] };
}
