/** What has a colour of its own: `--code-<kind>` in tokens.css. */
export const TOKEN_KINDS = [
  'keyword',
  'string',
  'number',
  'comment',
  'name',
  'type',
  'property',
  'meta',
  'inserted',
  'deleted',
] as const;

export type TokenKind = (typeof TOKEN_KINDS)[number];

/** By the words that CodeMirror's parsers give; punctuation, operators and variables stay plain. */
const KINDS: Readonly<Record<string, TokenKind>> = {
  keyword: 'keyword',
  controlKeyword: 'keyword',
  string: 'string',
  'string.special': 'string',
  quote: 'string',
  number: 'number',
  atom: 'number',
  'variableName.constant': 'number',
  comment: 'comment',
  def: 'name',
  header: 'name',
  'variableName.function': 'name',
  'variableName.definition': 'name',
  type: 'type',
  typeName: 'type',
  builtin: 'type',
  tag: 'type',
  qualifier: 'type',
  macroName: 'type',
  property: 'property',
  attribute: 'property',
  'variableName.special': 'property',
  meta: 'meta',
  inserted: 'inserted',
  deleted: 'deleted',
};

/**
 * The last word with a colour decides: `string property` is a key that is written as a string. Some parsers give undefined for
 * what has no style, whatever their type says.
 */
export function tokenKind(style: string | null | undefined): TokenKind | undefined {
  if (!style) return undefined;
  if (Object.hasOwn(KINDS, style)) return KINDS[style];
  return style
    .split(' ')
    .map((word) => (Object.hasOwn(KINDS, word) ? KINDS[word] : undefined))
    .findLast((kind) => kind !== undefined);
}
