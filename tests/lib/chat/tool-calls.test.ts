import { describe, expect, it } from 'vitest';
import { createToolCalls } from '../../../lib/chat/tool-calls.ts';

function joined(...deltas: readonly (readonly unknown[])[]) {
  const calls = createToolCalls(() => 0);
  for (const delta of deltas) calls.add(delta);
  return calls.joined();
}

const call = (id: string, name: string, args: string, extras = {}) => ({
  ...extras,
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('createToolCalls', () => {
  it('has none where none came', () => {
    expect(joined([])).toBeNull();
    expect(joined([null, 'x', 7, []])).toBeNull();
  });

  it('joins by index, pieces interleaved', () => {
    expect(
      joined(
        [{ index: 1, id: 'b', type: 'function', function: { name: 'list', arguments: '{"under"' } }],
        [{ index: 0, id: 'a', function: { name: 'read', arguments: '' } }],
        [
          { index: 1, id: null, function: { arguments: ':1}' } },
          { index: 0, function: { arguments: '{}' } },
        ],
      ),
    ).toEqual([call('b', 'list', '{"under":1}'), call('a', 'read', '{}')]);
  });

  it('begins another call where every call has index 0', () => {
    expect(
      joined(
        [{ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }],
        [{ index: 0, id: 'b', function: { name: 'list', arguments: '{' } }],
        [{ index: 0, id: 'c', function: { name: null, arguments: '}' } }],
      ),
    ).toEqual([call('a', 'read', '{}'), call('b', 'list', '{}')]);
  });

  it('joins by id without an index', () => {
    expect(
      joined(
        [{ id: 'a', function: { name: 'read', arguments: '{' } }],
        [{ id: 'b', function: { name: 'list', arguments: '[' } }],
        [{ id: 'a', function: { arguments: '}' } }],
        [{ id: 'b', function: { arguments: ']' } }],
      ),
    ).toEqual([call('a', 'read', '{}'), call('b', 'list', '[]')]);
  });

  it('joins by position without index and id, alone to the last call', () => {
    expect(
      joined(
        [
          { id: 'a', function: { name: 'read', arguments: '{' } },
          { id: 'b', function: { name: 'list', arguments: '[' } },
        ],
        [{ function: { arguments: '}' } }, { function: { arguments: ']' } }],
        [{ function: { arguments: '!' } }],
      ),
    ).toEqual([call('a', 'read', '{}'), call('b', 'list', '[]!')]);
  });

  it('makes an id where there is none', () => {
    let next = 0;
    const calls = createToolCalls(() => (next++ % 36) / 36);
    calls.add([{ function: { name: 'read', arguments: '{}' } }]);
    calls.add([{ id: '', function: { name: 'list', arguments: '{}' } }]);
    expect(calls.joined()).toEqual([call('call_012345678', 'read', '{}'), call('call_9abcdefgh', 'list', '{}')]);
  });

  it('keeps arguments as they are, valid or not, objects as JSON, without lone surrogates', () => {
    expect(
      joined(
        [{ index: 0, id: 'a', function: { name: 'x', arguments: '{"a":' } }],
        [{ index: 1, id: 'b', function: { name: 'y', arguments: { a: [1] } } }],
        [{ index: 2, id: 'c', function: { name: 'z', arguments: '"\ud83d' } }],
        [{ index: 2, function: { arguments: '\udc19\ud83d"' } }],
        [{ index: 3, id: 'd' }],
      ),
    ).toEqual([call('a', 'x', '{"a":'), call('b', 'y', '{"a":[1]}'), call('c', 'z', '"🐙\ufffd"'), call('d', '', '')]);
  });

  it('keeps the first name and the fields that the server wants back, no others', () => {
    expect(
      joined(
        [
          {
            index: 0,
            id: 'a',
            function: { name: 'read', arguments: '{' },
            extra_content: { google: { s: 1 } },
            other: 1,
          },
        ],
        [{ index: 0, function: { name: 'read', arguments: '}' }, thought_signature: 'sig' }],
      ),
    ).toEqual([call('a', 'read', '{}', { extra_content: { google: { s: 1 } }, thought_signature: 'sig' })]);
  });

  // Looking through all before for each would take minutes.
  const MANY = 300_000;
  it('takes time in proportion to the number of calls', () => {
    const calls = createToolCalls(() => 0);
    for (let n = 0; n < MANY; n++) calls.add([{ id: `call-${n}`, function: { name: 'f', arguments: '' } }]);
    expect(calls.joined()?.length).toBe(MANY);
  }, 20_000);
});
