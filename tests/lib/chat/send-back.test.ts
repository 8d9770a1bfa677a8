import { describe, expect, it } from 'vitest';
import { createSendBack } from '../../../lib/chat/send-back.ts';

function collected(...messages: readonly Record<string, unknown>[]) {
  const sendBack = createSendBack();
  for (const message of messages) sendBack.add(message);
  return sendBack.collected();
}

describe('createSendBack', () => {
  it('is null where the server wants nothing back', () => {
    expect(collected({ content: 'a', reasoning_details: null, thought_signature: null, reasoning: 'b' })).toBeNull();
  });

  it('keeps the details of a whole message unchanged', () => {
    const reasoning_details = [
      { type: 'reasoning.summary', summary: 's', id: null, index: 0 },
      { type: 'reasoning.encrypted', data: 'eA==', index: 0 },
      { type: 'reasoning.text', text: 't', signature: null, index: 1 },
    ];
    expect(collected({ reasoning_details, thought_signature: 'sig' })).toEqual({
      thought_signature: 'sig',
      reasoning_details,
    });
  });

  it('joins a detail that the stream cut', () => {
    const detail = { type: 'reasoning.text', format: 'f', index: 0 };
    expect(
      collected(
        { reasoning_details: [{ ...detail, text: 'a', signature: null }] },
        { reasoning_details: [{ ...detail, text: 'b' }] },
        { reasoning_details: [{ ...detail, signature: 'c2ln' }] },
        { reasoning_details: [{ ...detail, index: 1, text: 'c' }] },
        { reasoning_details: [{ type: 'reasoning.summary', index: 1, summary: 'd' }] },
        { reasoning_details: [{ type: 'reasoning.summary', index: 1, summary: 'e' }, 'x'] },
      ),
    ).toEqual({
      reasoning_details: [
        { ...detail, text: 'ab', signature: 'c2ln' },
        { ...detail, index: 1, text: 'c' },
        { type: 'reasoning.summary', index: 1, summary: 'de' },
      ],
    });
  });

  it('keeps nothing that is huge or nested without end', () => {
    expect(collected({ thought_signature: 'x'.repeat(1024 * 1024) })).toBeNull();
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(collected({ extra_content: deep })).toBeNull();
  });

  it('does not take a field for a prototype', () => {
    const piece = '{"reasoning_details":[{"type":"reasoning.text","text":"a"}]}';
    const hostile = '{"reasoning_details":[{"type":"reasoning.text","text":"b","__proto__":{"x":1}}]}';
    const details = collected(JSON.parse(piece), JSON.parse(hostile))?.['reasoning_details'] as readonly {
      x?: number;
    }[];
    expect(details).toEqual([{ type: 'reasoning.text', text: 'ab' }]);
    expect(details[0]?.x).toBeUndefined();
  });
});
