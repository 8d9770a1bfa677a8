import type { Random } from '../../support/rounds.ts';

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`;

/** Whole messages that are no requests, or only just. */
const MESSAGES = [
  ' ',
  'null',
  '1',
  '"$/chunk"',
  '[]',
  '[{"jsonrpc":"2.0","id":"batch","method":"echo"}]',
  '{}',
  '{}{}',
  '{"jsonrpc":"2.0"}',
  '{"jsonrpc":"2.0","id":"none"}',
  '{"jsonrpc":2,"id":"old","method":"echo"}',
  '{"jsonrpc":"1.0","id":"old","method":"echo"}',
  '{"id":"bare","method":"echo"}',
  '{"jsonrpc":"2.0","id":null,"method":"echo"}',
  '{"jsonrpc":"2.0","id":{"id":1},"method":"echo"}',
  '{"jsonrpc":"2.0","id":["a"],"method":"echo"}',
  '{"jsonrpc":"2.0","id":true,"method":"echo"}',
  '{"jsonrpc":"2.0","id":1e999,"method":"echo"}',
  '{"jsonrpc":"2.0","id":"number","method":7}',
  '{"jsonrpc":"2.0","id":"nothing","method":null}',
  '{"jsonrpc":"2.0","id":"object","method":{}}',
  '{"jsonrpc":"2.0","id":"","method":""}',
  '{"jsonrpc":"2.0","id":"half \\ud800","method":"\\udfff"}',
  '{"jsonrpc":"2.0","id":"toString","method":"toString"}',
  '{"jsonrpc":"2.0","id":"__proto__","method":"__proto__","params":{"__proto__":{"polluted":1}}}',
  '{"__proto__":{"jsonrpc":"2.0","id":"inherited","method":"echo"}}',
  '{"jsonrpc":"2.0","__proto__":{"id":"inherited"},"method":"echo","constructor":{"prototype":{"polluted":1}}}',
  '{"jsonrpc":"2.0","id":"answer","result":1}',
  '{"jsonrpc":"2.0","id":null,"error":{"code":1}}',
  '{"jsonrpc":"2.0","id":"both","result":1,"method":"echo"}',
  '{"jsonrpc":"2.0","method":"notify"}',
  '{"jsonrpc":"2.0","method":"$/progress","params":{"token":1,"value":2}}',
  '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"answer"}}',
  '{"jsonrpc":"2.0","method":"$/cancelRequest","params":null}',
  '{"jsonrpc":"2.0","id":"cancel","method":"$/cancelRequest","params":{"id":"cancel"}}',
  '{"jsonrpc":"2.0","id":"chunk","method":"$/chunk","params":{"id":"a","index":0,"last":true,"data":"{}"}}',
  '{"method":"$/chunk","params":{"id":"a","index":0,"last":true,"data":"{}"}}',
  '{"jsonrpc":"2.0","method":"$/chunk"}',
  '{"jsonrpc":"2.0","method":"$/chunk","params":null}',
  '{"jsonrpc":"2.0","method":"$/chunk","params":"text"}',
  '{"jsonrpc":"2.0","method":"$/chunk","params":{"id":1,"index":0,"last":true,"data":"{}"}}',
  '{"jsonrpc":"2.0","method":"$/chunk","params":{"id":"a","index":"0","last":true,"data":"{}"}}',
  '{"jsonrpc":"2.0","method":"$/chunk","params":{"id":"a","index":0,"last":true,"data":{}}}',
  `{"jsonrpc":"2.0","method":"$/chunk","params":{"id":"${'a'.repeat(101)}","index":0,"last":true,"data":"{}"}}`,
  nested(500, '[', ']'),
  nested(500, '{"a":', '}'),
  `{"jsonrpc":"2.0","id":${nested(500, '[', ']')},"method":"echo"}`,
  `{"jsonrpc":"2.0","id":"deep","method":"deep","params":${nested(500, '{"__proto__":', '}')}}`,
].map((text) => Buffer.from(text));

/** Bytes that mean something to a reader of JSON or of UTF-8, put where they do not belong. */
const TOKENS = [
  ...['"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', ' ', '\\u', '\\ud800', 'null', '-0', '1e999', 'NaN', '//'],
  ...['{}', '[[[[', '"__proto__":{"polluted":1},', '"id":null,', '"id":{},', '"id":"twice",', '"jsonrpc":"1.0",'],
  ...['"method":"$/chunk",', '"result":1,', '"params":[],', '\u0000', '\n', '\u2028', '漢', '🐙'],
].map((text) => Buffer.from(text));

/** Not UTF-8: a lone byte of a character, overlong, a surrogate, beyond the last character, never allowed. */
const BAD_BYTES = [[0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff], [0xe6, 0xbc]];
const ALL_TOKENS = [...TOKENS, ...BAD_BYTES.map((bytes) => Buffer.from(bytes))];

/** The text of one hostile frame, never empty; made of `templates`, which a friend could have sent. */
export function makeHostileBody(random: Random, templates: readonly Buffer[]): Buffer {
  const kind = random.next();
  if (kind < 0.15) return random.pick(MESSAGES);
  if (kind < 0.35) return makeChunk(random, templates);
  let body = random.pick(templates);
  do body = spoil(body, random, templates);
  while (random.chance(0.4));
  return body.length > 0 ? body : Buffer.from(' ');
}

/** Chunks of few messages, so that they meet: in order, out of order, twice, unfinished, with another one's end. */
function makeChunk(random: Random, templates: readonly Buffer[]): Buffer {
  const id = random.pick(['a', 'b', '__proto__']);
  const index = random.chance(0.05) ? random.pick([-1, 0.5, 2 ** 53]) : random.below(3);
  const text = (
    random.chance(0.9) ? (templates[id.length % templates.length] ?? '') : random.pick(MESSAGES)
  ).toString();
  const half = text.length >> 1;
  const data = index === 0 ? text.slice(0, half) : index === 1 ? text.slice(half) : text;
  const [sent, last] = random.chance(0.3) ? [text, true] : [data, random.chance(0.5)];
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: '$/chunk', params: { id, index, last, data: sent } }));
}

function spoil(body: Buffer, random: Random, templates: readonly Buffer[]): Buffer {
  const [at, to] = [random.below(body.length), random.below(body.length + 1)];
  switch (random.below(7)) {
    case 0:
      return body.subarray(0, at);
    case 1:
      return Buffer.concat([body.subarray(0, at), body.subarray(to)]);
    case 2:
    case 3:
      return Buffer.concat([body.subarray(0, at), random.pick(ALL_TOKENS), body.subarray(at)]);
    case 4:
      return Buffer.concat([body.subarray(0, at), random.pick(templates).subarray(to)]);
    default: {
      const changed = Buffer.from(body);
      if (changed.length > 0)
        changed[at] = random.chance(0.5) ? random.below(256) : (changed[at] ?? 0) ^ (1 << random.below(8));
      return changed;
    }
  }
}
