import { clike } from '@codemirror/legacy-modes/mode/clike';
import type { StreamParser, StringStream } from '@codemirror/streamparser';

/** Source: the PHP manual, "List of Keywords". */
const KEYWORDS =
  'abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty ' +
  'enddeclare endfor endforeach endif endswitch endwhile enum exit extends final finally fn for foreach function global goto if ' +
  'implements include include_once instanceof insteadof interface isset list match namespace new or print private protected ' +
  'public readonly require require_once return static switch throw trait try unset use var while xor yield self parent';
const ATOMS = 'true false null TRUE FALSE NULL __CLASS__ __DIR__ __FILE__ __LINE__ __METHOD__ __NAMESPACE__';
const TYPES = 'bool float int iterable mixed never object string void';

/** PHP read as a language like C with variables of its own; the HTML around `<?php … ?>` is read as code, too. */
export const php: StreamParser<unknown> = clike({
  name: 'php',
  keywords: wordSet(KEYWORDS),
  atoms: wordSet(ATOMS),
  types: wordSet(TYPES),
  multiLineStrings: true,
  hooks: {
    $: (stream: StringStream) => {
      stream.eatWhile(/\w/);
      return 'variable';
    },
    '#': (stream: StringStream) => {
      if (stream.eat('[')) return 'meta';
      stream.skipToEnd();
      return 'comment';
    },
    '<': (stream: StringStream) => (stream.match(/^\?(?:php|=)?/) ? 'meta' : false),
    '?': (stream: StringStream) => (stream.eat('>') ? 'meta' : false),
  },
});

function wordSet(words: string): Record<string, true> {
  return Object.fromEntries(words.split(' ').map((word) => [word, true]));
}
