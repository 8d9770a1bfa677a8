import { describe, expect, it } from 'vitest';
import { createWholePieces } from '../../../lib/chat/whole-pieces.ts';
import { createCollector } from './client-fixture.ts';

function passed(pieces: readonly (readonly ['text' | 'reasoning', string])[]) {
  const collector = createCollector();
  const whole = createWholePieces(collector.onPiece);
  for (const [kind, text] of pieces) whole.push(kind, text);
  whole.end();
  return collector.pieces;
}

describe('createWholePieces', () => {
  it('passes whole text on as it is', () => {
    expect(
      passed([
        ['text', 'a🐙'],
        ['reasoning', 'b'],
      ]),
    ).toEqual([
      { kind: 'text', text: 'a🐙' },
      { kind: 'reasoning', text: 'b' },
    ]);
  });

  it('joins what is pushed until it is told to pass it on', () => {
    const collector = createCollector();
    const whole = createWholePieces(collector.onPiece);
    for (const word of ['a ', 'few ', 'words\ud83d']) whole.push('text', word);
    expect(collector.pieces).toEqual([]);
    whole.passOn();
    whole.passOn();
    whole.push('text', '\udc19');
    whole.passOn();
    expect(collector.pieces).toEqual([
      { kind: 'text', text: 'a few words' },
      { kind: 'text', text: '🐙' },
    ]);
  });

  it('joins a surrogate pair cut between pieces, each kind by itself', () => {
    expect(
      passed([
        ['text', 'a\ud83d'],
        ['reasoning', 'b\ud83e'],
        ['text', '\udc19c'],
        ['reasoning', '\udd91'],
      ]),
    ).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'reasoning', text: 'b' },
      { kind: 'text', text: '🐙c' },
      { kind: 'reasoning', text: '🦑' },
    ]);
  });

  it('replaces half a pair that stays alone', () => {
    expect(
      passed([
        ['text', '\udc19a\ud83db\ud83d'],
        ['text', 'c\ud83d'],
      ]),
    ).toEqual([
      { kind: 'text', text: '\ufffda\ufffdb\ufffdc' },
      { kind: 'text', text: '\ufffd' },
    ]);
  });
});
