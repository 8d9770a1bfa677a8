import { describe, expect, it } from 'vitest';
import { createPayloads, type Payload } from '../../../lib/chat/payloads.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(chunks: readonly (string | Uint8Array)[]) {
  const found: Payload[] = [];
  const payloads = createPayloads({
    onPayload: (payload) => void found.push(payload),
    onText: () => expect.unreachable(),
  });
  for (const chunk of chunks) payloads.feed(typeof chunk === 'string' ? bytesOf(chunk) : chunk);
  payloads.end();
  return { found, isComplete: payloads.isComplete(), isTooLarge: payloads.isTooLarge() };
}

const values = (chunks: readonly (string | Uint8Array)[]) => read(chunks).found.map(({ value }) => value);

describe('createPayloads', () => {
  it('reads the JSON of each event and stops at [DONE]', () => {
    expect(read(['data: {"a":1}\n\ndata: {"a":2}\n\ndata: [DONE]\n\ndata: {"a":3}\n\n'])).toEqual({
      found: [
        { value: { a: 1 }, isError: false },
        { value: { a: 2 }, isError: false },
      ],
      isComplete: true,
      isTooLarge: false,
    });
  });

  it('is not complete without [DONE]', () => {
    expect(read(['data: {"a":1}\n\n']).isComplete).toBe(false);
  });

  it('passes over comments, other fields and events that are not JSON', () => {
    const stream =
      ': OPENROUTER PROCESSING\n\nid: 7\nretry: 3\ndata: {"a":1}\n\nnonsense\n\ndata: {oops\n\ndata: {"a":2}\n\n';
    expect(values([stream])).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('accepts CR LF, CR, no space after the colon and a byte order mark', () => {
    expect(values(['\ufeffdata:{"a":1}\r\n\r\ndata: {"a":2}\r\rdata: {"a":3}\n\n'])).toEqual([
      { a: 1 },
      { a: 2 },
      { a: 3 },
    ]);
  });

  it('reads the same however the network cuts the bytes', () => {
    const bytes = bytesOf(': note\r\n\r\ndata: {"text":"a 🐙 ü 漢"}\r\n\r\ndata: {"text":"b"}\n\ndata: [DONE]\n\n');
    const expected = read([bytes]);
    expect(expected.found).toEqual([
      { value: { text: 'a 🐙 ü 漢' }, isError: false },
      { value: { text: 'b' }, isError: false },
    ]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
    expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('takes the last event without the blank line after it', () => {
    expect(values(['data: {"a":1}\n\ndata: {"a":2}'])).toEqual([{ a: 1 }, { a: 2 }]);
    expect(values(['data: {"a":1}\r'])).toEqual([{ a: 1 }]);
  });

  it('drops an event that the end cuts, also within a code point', () => {
    const octopus = bytesOf('data: {"text":"🐙');
    expect(values(['data: {"a":1}\n\n', octopus.subarray(0, -2)])).toEqual([{ a: 1 }]);
  });

  it('replaces bytes that are not UTF-8', () => {
    expect(values(['data: "a', Uint8Array.of(0xff, 0xc0), 'b"\n\n'])).toEqual(['a\ufffd\ufffdb']);
  });

  it('joins the lines of an event, or reads each where blank lines are missing', () => {
    expect(values(['data: {"a":\ndata: 1}\n\n'])).toEqual([{ a: 1 }]);
    expect(values(['data: {"a":1}\ndata: {"a":2}\ndata: [DONE]\n'])).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('tells an event named error, also when its data is no JSON', () => {
    expect(read(['event: error\ndata: {"message":"no"}\n\nevent: error\ndata: out of order\n\n']).found).toEqual([
      { value: { message: 'no' }, isError: true },
      { value: { error: 'out of order' }, isError: true },
    ]);
  });

  it('reads one JSON document instead of events, complete only when it is whole', () => {
    expect(read([' \n', '{"choices"', ': []}\n'])).toEqual({
      found: [{ value: { choices: [] }, isError: false }],
      isComplete: true,
      isTooLarge: false,
    });
    expect(read(['{"choices": [']).isComplete).toBe(false);
    expect(read(['{"choices": [']).found).toEqual([]);
  });

  it('finds nothing in nothing', () => {
    expect(read([])).toEqual({ found: [], isComplete: false, isTooLarge: false });
    expect(read(['', ' \r\n'])).toEqual({ found: [], isComplete: false, isTooLarge: false });
  });

  it('gives up an event or a document of more than 32 Mi characters', () => {
    const block = bytesOf('x'.repeat(1024 * 1024));
    const blocks = Array.from({ length: 33 }, () => block);
    expect(read(['data: {"a":1}\n\ndata: "', ...blocks, '"\n\n'])).toEqual({
      found: [{ value: { a: 1 }, isError: false }],
      isComplete: false,
      isTooLarge: true,
    });
    expect(read(['{"a":"', ...blocks, '"}'])).toEqual({ found: [], isComplete: false, isTooLarge: true });
  });
});
