import { type StreamParser, StringStream } from '@codemirror/streamparser';
import { type TokenKind, tokenKind } from './token-kinds.ts';

export interface CodeToken {
  readonly text: string;
  /** undefined = the colour of plain text. */
  readonly kind: TokenKind | undefined;
}

/** UTF-16 units of one line that are parsed; the rest is plain. Some parsers look through the rest of a line at each of its words. */
const MAX_LINE_LENGTH = 1000;

/** Where tabs lead and how deep a block is; parsers ask, nothing shown depends on it. */
const TAB_SIZE = 4;
const INDENT_UNIT = 2;

/** A parser may change its state without reading on, but not for ever. Source: CodeMirror gives up after ten times. */
const MAX_IDLE_CALLS = 10;

/** The code's lines one by one, each as tokens that together are exactly its text, line feed included. */
export function* codeTokens(code: string, parser: StreamParser<unknown>): Generator<CodeToken[], void> {
  const state = parser.startState?.(INDENT_UNIT) ?? {};
  let position = 0;
  while (position < code.length) {
    const lineFeed = code.indexOf('\n', position);
    const end = lineFeed === -1 ? code.length : lineFeed;
    const tokens = lineTokens(code.slice(position, Math.min(end, position + MAX_LINE_LENGTH)), parser, state);
    const next = lineFeed === -1 ? end : end + 1;
    append(tokens, code.slice(Math.min(end, position + MAX_LINE_LENGTH), next), undefined);
    yield tokens;
    position = next;
  }
}

function lineTokens(line: string, parser: StreamParser<unknown>, state: unknown): CodeToken[] {
  const tokens: CodeToken[] = [];
  if (line === '') parser.blankLine?.(state, INDENT_UNIT);
  const stream = new StringStream(line, TAB_SIZE, INDENT_UNIT);
  while (!stream.eol()) {
    const style = readToken(parser, stream, state);
    append(tokens, stream.current(), tokenKind(style));
  }
  return tokens;
}

function readToken(parser: StreamParser<unknown>, stream: StringStream, state: unknown): string | null {
  stream.start = stream.pos;
  for (let call = 0; call < MAX_IDLE_CALLS; call += 1) {
    const style = parser.token(stream, state);
    if (stream.pos > stream.start) return style;
  }
  stream.next();
  return null;
}

/** Neighbours of one colour become one token: fewer elements to lay out. */
function append(tokens: CodeToken[], text: string, kind: TokenKind | undefined): void {
  if (text === '') return;
  const last = tokens.at(-1);
  if (last !== undefined && last.kind === kind) tokens[tokens.length - 1] = { text: last.text + text, kind };
  else tokens.push({ text, kind });
}
