import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRepeatedChunks } from '../../../lib/chat/repeated-chunks.ts';

const chunk = (content: string, fields = {}) =>
  JSON.stringify({ id: 'c1', choices: [{ index: 0, delta: { content }, finish_reason: null }], ...fields });

function learned(text: string, content: string) {
  const chunks = createRepeatedChunks();
  chunks.learn(text, content);
  return chunks;
}

describe('createRepeatedChunks', () => {
  it('knows the text of a chunk like the one it learned', () => {
    const { textIn } = learned(chunk('Once'), 'Once');
    expect([' upon', 'ein Äpfelchen', '漢 🐙', '\u2028'].map((text) => textIn(chunk(text)))).toEqual([
      ' upon',
      'ein Äpfelchen',
      '漢 🐙',
      '\u2028',
    ]);
  });

  it('leaves to JSON what has to be unescaped, says nothing, or is no string', () => {
    const { textIn } = learned(chunk('a "word"\n'), 'a "word"\n');
    expect(textIn(chunk('word'))).toBe('word');
    for (const text of ['"', 'a\\', 'a\nb', '\u0000', '']) expect(textIn(chunk(text))).toBeUndefined();
    expect(textIn(chunk('a').replace('"a"', 'null'))).toBeUndefined();
    expect(textIn(chunk('a').replace('"a"', '"a\n"'))).toBeUndefined();
  });

  it('knows nothing of a chunk that differs elsewhere, or before it learned', () => {
    const { textIn } = learned(chunk('a'), 'a');
    expect(createRepeatedChunks().textIn(chunk('a'))).toBeUndefined();
    expect(textIn(chunk('a', { usage: {} }))).toBeUndefined();
    expect(textIn(chunk('a').replace('c1', 'c2'))).toBeUndefined();
    expect(textIn(chunk('a').slice(0, -1))).toBeUndefined();
    expect(textIn(chunk('a","refusal":"no'))).toBeUndefined();
    expect(textIn('')).toBeUndefined();
  });

  it('does not take another place with the same words for the content', () => {
    const elsewhere = '{"choices":[{"note":{"content":"a"},"delta":{"content": "a"}}]}';
    expect(learned(elsewhere, 'a').textIn(elsewhere)).toBeUndefined();
    const twice = '{"choices":[{"delta":{"content":"a","content":"a"}}]}';
    expect(learned(twice, 'a').textIn(twice)).toBeUndefined();
    const escaped = '{"choices":[{"delta":{"content":"\\u0061"}}]}';
    expect(learned(escaped, 'a').textIn(escaped)).toBeUndefined();
    const overlapping = '{"choices":[{"delta":{"content":"a"}}]}';
    expect(learned(overlapping, 'a').textIn('{"choices":[{"delta":{"content":"}}]}')).toBeUndefined();
  });

  it('gives up learning after 16 chunks in a row that are unlike', () => {
    const { textIn, learn } = createRepeatedChunks();
    const numbered = (content: string, place: number) => chunk(content, { place });
    for (let place = 1; place <= 16; place++) learn(numbered('a', place), 'a');
    expect(textIn(numbered('b', 16))).toBe('b');
    for (let place = 17; place <= 32; place++) learn(numbered('a', place), 'a');
    expect(textIn(numbered('b', 32))).toBe('b');
    for (let place = 33; place <= 49; place++) learn(numbered('a', place), 'a');
    expect(textIn(numbered('b', 48))).toBe('b');
    expect(textIn(numbered('b', 49))).toBeUndefined();
  });

  it('never says another text than the JSON does', () => {
    const words = fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', '\n', ',', '{', '}', ':'), fc.string()) });
    fc.assert(
      fc.property(words, fc.array(words), (first, texts) => {
        const { textIn } = learned(chunk(first), first);
        for (const text of texts) expect([undefined, text]).toContain(textIn(chunk(text)));
      }),
    );
  });
});
