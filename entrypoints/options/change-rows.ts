import { PREFERENCES } from '../../lib/preferences/schema.ts';
import type { ImportChange } from '../../lib/preferences/transfer.ts';
import { fieldWords, keyWords } from './key-words.ts';

/** One thing that an import changes, in words; never a key of a server. */
export interface ChangeRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const MAX_VALUE_LENGTH = 80;

/** What a change of a stored value changes: of the settings each field, of everything else the whole. */
export function changeRows({ key, before, after }: ImportChange): ChangeRow[] {
  if (key === 'sidepanel.settings') return fieldRows(before ?? PREFERENCES[key].fallback, after);
  const words = PREFERENCES[key].export === 'secret' ? secretWords : valueWords;
  return [{ name: keyWords(key), before: words(before), after: words(after) }];
}

function fieldRows(before: unknown, after: unknown): ChangeRow[] {
  const [from, to] = [new Map(fields(before)), new Map(fields(after))];
  const paths = [...new Set([...to.keys(), ...from.keys()])];
  return paths.flatMap((path) => {
    const row = { name: fieldWords(path), before: valueWords(from.get(path)), after: valueWords(to.get(path)) };
    return row.before === row.after ? [] : [row];
  });
}

/** Own keys are one thing, however many there are. */
const WHOLE = ['keyboard.keys'];

function fields(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || WHOLE.includes(path))
    return [[path, value]];
  return Object.entries(value).flatMap(([name, field]) => fields(field, path === '' ? name : `${path}.${name}`));
}

function valueWords(value: unknown): string {
  if (value === undefined || value === '') return 'not set';
  if (value === true) return 'on';
  if (value === false) return 'off';
  if (Array.isArray(value)) return value.length === 1 ? '1 entry' : `${value.length} entries`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

function secretWords(value: unknown): string {
  if (value === undefined || value === '') return 'none';
  if (typeof value === 'string') return '••••••••';
  const servers = Object.keys(value as object);
  return servers.length === 0 ? 'none' : servers.map((server) => `${server}: ••••••••`).join(', ');
}
