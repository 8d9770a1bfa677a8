import type { ReplyPiece } from './provider.ts';

type Kind = ReplyPiece['kind'];

/**
 * Joins what is pushed and passes it on when it is told to, or before the other kind: servers send a word in an event,
 * and everything after costs by the piece. No piece ends within a surrogate pair, also when the server cut the pair
 * between two events. Half a pair that stays alone becomes U+FFFD.
 */
export function createWholePieces(onPiece: (piece: ReplyPiece) => void) {
  const held: Record<Kind, string> = { text: '', reasoning: '' };
  let last: Kind = 'text';

  const push = (kind: Kind, added: string): void => {
    if (kind !== last) passOn();
    last = kind;
    held[kind] += added;
  };

  const passOn = (): void => {
    const text = held[last];
    if (text === '') return;
    const end = isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
    held[last] = text.slice(end);
    if (end > 0) onPiece({ kind: last, text: text.slice(0, end).toWellFormed() });
  };

  const end = (): void => {
    passOn();
    for (const kind of ['reasoning', 'text'] as const) {
      if (held[kind] !== '') onPiece({ kind, text: held[kind].toWellFormed() });
      held[kind] = '';
    }
  };

  return { push, passOn, end };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
