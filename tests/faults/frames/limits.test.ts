import { describe, expect, it } from 'vitest';
import { MAX_FRAME_TO_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { encodeFrame } from '../../../native-host/framing.ts';
import { settle } from '../../support/fake-clock.ts';
import { createEchoingHost } from './echoing-host.ts';
import { writeLength } from './split-stream.ts';

const REQUEST = '{"jsonrpc":"2.0","id":1,"method":"echo","params":{"a":1}}';
const ANSWER = { jsonrpc: '2.0', id: 1, result: { a: 1 } };
const refusal = (code: number) => expect.objectContaining({ id: null, error: expect.objectContaining({ code }) });

/** A request that is padded to the longest frame there may be, and whatever its header says of it. */
function longFrame(says: number): Buffer {
  const frame = Buffer.alloc(4 + MAX_FRAME_TO_HOST_BYTES, ' ');
  writeLength(frame, 0, says);
  frame.write(REQUEST, 4);
  return frame;
}

function chunk(index: number, data: string): Buffer {
  const params = { id: 'a', index, last: false, data };
  return encodeFrame(JSON.stringify({ jsonrpc: '2.0', method: '$/chunk', params }));
}

// Too dear for the many rounds of the tests beside this one.
describe('the limits of a hostile input', () => {
  it('takes a frame of 64 MiB, and none of one byte more', async () => {
    const [longest, longer] = [createEchoingHost(), createEchoingHost()];
    longest.push(longFrame(MAX_FRAME_TO_HOST_BYTES));
    longer.push(longFrame(MAX_FRAME_TO_HOST_BYTES + 1));
    await settle();
    expect([longest.said, longest.ends]).toEqual([[ANSWER], { well: 0, lost: 0 }]);
    expect([longer.said, longer.ends]).toEqual([[refusal(-32700)], { well: 0, lost: 1 }]);
  });

  it('drops a message in more than 100,000 chunks, and lives on', async () => {
    const host = createEchoingHost();
    for (let index = 0; index <= 100_000; index++) host.push(chunk(index, 'x'));
    host.push(encodeFrame(REQUEST));
    await settle();
    expect([host.said, host.ends]).toEqual([[refusal(-32600), ANSWER], { well: 0, lost: 0 }]);
  });
});
