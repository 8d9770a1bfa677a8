import { listOf, objectOf, parseJson } from './json-fields.ts';

/** After so many chunks in a row that are like none before, nothing is learned any more: it costs as much as parsing. */
const MAX_MISSES = 16;

/** What stands in a JSON string as it is: neither quotes nor backslashes nor control characters. */
const UNESCAPED = /^[ !#-[\]-\uffff]+$/;

const FIELD = '"content":"';
const PROBE = 'probe';

/**
 * Chunks of an answer are alike but for the few letters that they bring. Once one is understood, others like it are known
 * by how they begin and end, and what is between is their text: for 65,536 chunks of 16 letters 10 ms instead of the 42
 * of `JSON.parse`, and no objects to look through and collect.
 */
export function createRepeatedChunks() {
  let beginning = '';
  let ending = '';
  let missesLeft = MAX_MISSES;

  return {
    /** What a chunk says that is otherwise the one learned last; undefined for any other chunk. */
    textIn: (chunk: string): string | undefined => {
      // Comparing a slice takes half the time of `startsWith`.
      if (beginning === '' || chunk.slice(0, beginning.length) !== beginning || !chunk.endsWith(ending))
        return undefined;
      const text = chunk.slice(beginning.length, -ending.length);
      if (!UNESCAPED.test(text)) return undefined;
      missesLeft = MAX_MISSES;
      return text;
    },
    /** Takes a chunk that said `content` and nothing else that another one like it would say again. */
    learn: (chunk: string, content: string): void => {
      if (missesLeft === 0) return;
      missesLeft--;
      const written = JSON.stringify(content).slice(1);
      const found = chunk.indexOf(FIELD + written);
      if (found < 0) return;
      const start = found + FIELD.length;
      const [before, after] = [chunk.slice(0, start), chunk.slice(start + written.length - 1)];
      // The same words may stand elsewhere too: this is their place only if another text here is another content.
      if (contentOf(before + PROBE + after) !== PROBE) return;
      beginning = before;
      ending = after;
    },
  };
}

function contentOf(chunk: string): unknown {
  const choice = objectOf(listOf(objectOf(parseJson(chunk))['choices'])[0]);
  return objectOf(choice['delta'])['content'];
}
