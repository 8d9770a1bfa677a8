import type { StreamParser, StringStream } from '@codemirror/streamparser';

interface YamlState {
  /** The indentation of the line with `|` or `>`: deeper lines are its text. */
  literalIndent: number | undefined;
  /** What comes next is a value: numbers and words like `true` count. */
  isValue: boolean;
}

/**
 * CodeMirror's parser for YAML takes time that grows with the fourth power of a line of spaces; this one reads every character
 * a few times at most. A key ends at its colon, so a line without one is looked through once per word.
 */
export const yaml: StreamParser<unknown> = {
  startState: (): YamlState => ({ literalIndent: undefined, isValue: false }),
  token: (stream, state) => readToken(stream, state as YamlState),
};

function readToken(stream: StringStream, state: YamlState): string | null {
  if (stream.sol()) {
    state.isValue = false;
    if (state.literalIndent !== undefined && stream.indentation() > state.literalIndent) {
      stream.skipToEnd();
      return 'string';
    }
    state.literalIndent = undefined;
  }
  if (stream.eatSpace()) return null;
  if (stream.eat('#')) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^(?:---|\.\.\.)(?=\s|$)/) || stream.match(/^[-?](?=\s|$)/)) return 'meta';
  if (stream.match(/^(?:"(?:\\.|[^"\\])*"?|'[^']*'?)/))
    return stream.match(/^ ?:(?=\s|$)/, false) ? 'property' : 'string';
  if (stream.match(/^[[\]{},]/)) {
    state.isValue = true;
    return 'punctuation';
  }
  if (stream.match(/^:(?=\s|$)/)) {
    state.isValue = true;
    return 'punctuation';
  }
  if (stream.match(/^[|>][+-]?\d?[+-]?(?=\s|$)/)) {
    state.literalIndent = stream.indentation();
    return 'meta';
  }
  if (stream.match(/^[&*!][^\s,[\]{}]*/)) return 'meta';
  return readPlain(stream, state);
}

/** A plain word, or a key with all its words. */
function readPlain(stream: StringStream, state: YamlState): string | null {
  if (!state.isValue && stream.match(/^[^\s:#,[\]{}](?:[^:]|:(?=\S))*?(?=:(?:\s|$))/)) return 'property';
  if (stream.match(/^[-+]?(?:\d[\d_.:eE+-]*|\.\d+|0x[\da-f]+|\.inf|\.nan)(?=\s*(?:[,\]}#]|$))/i)) return 'number';
  if (stream.match(/^(?:true|false|null|yes|no|on|off|~)(?=\s*(?:[,\]}#]|$))/i)) return 'atom';
  stream.next();
  stream.eatWhile(/[^\s,[\]{}:]/);
  return state.isValue ? 'string' : null;
}
