import { type Fields, fieldsOf, textOf } from './fields.ts';

/** In UTF-16 units, of one file and of all that a session wrote: more is not remembered. */
const MAX_TEXT = 1_000_000;
const MAX_ALL = 32_000_000;

/** Tools that leave files as they are; any other may have done what it likes. */
const READS_ONLY = /^(read|grep|glob|list|todowrite|todoread|webfetch|websearch|question|invalid|skill)$|lean_/;

/** The texts of files as far as the tools of a session told them, one call after the other. */
export interface KnownTexts {
  /** Takes in what a call did, and returns the text that its file had before; undefined where nobody knows it. */
  take(part: Fields): string | undefined;
}

export function createKnownTexts(): KnownTexts {
  const texts = new Map<string, string>();
  let all = 0;

  function keep(path: string, text: string | undefined): void {
    all -= texts.get(path)?.length ?? 0;
    texts.delete(path);
    if (text === undefined || text.length > MAX_TEXT || all + text.length > MAX_ALL) return;
    texts.set(path, text);
    all += text.length;
  }

  return {
    take(part) {
      const state = fieldsOf(part['state']);
      const [tool, input] = [textOf(part['tool']) ?? '', fieldsOf(state['input'])];
      const path = textOf(input['filePath']);
      if (part['type'] !== 'tool' || READS_ONLY.test(tool)) return undefined;
      if ((tool !== 'write' && tool !== 'edit') || path === undefined) {
        texts.clear();
        all = 0;
        return undefined;
      }
      const before = texts.get(path);
      // A call that failed did nothing.
      if (state['status'] === 'completed') keep(path, textAfter(tool, input, before));
      return before;
    },
  };
}

function textAfter(tool: 'write' | 'edit', input: Fields, before: string | undefined): string | undefined {
  if (tool === 'write') return typeof input['content'] === 'string' ? input['content'] : undefined;
  const { oldString, newString, replaceAll } = input;
  if (before === undefined || typeof oldString !== 'string' || typeof newString !== 'string') return undefined;
  // It may have been found with other spaces than were asked for.
  if (oldString === '' || !before.includes(oldString)) return undefined;
  return replaceAll === true
    ? before.replaceAll(oldString, () => newString)
    : before.replace(oldString, () => newString);
}
