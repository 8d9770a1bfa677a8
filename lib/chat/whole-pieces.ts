import type { ReplyPiece } from './provider.ts';

type Kind = ReplyPiece['kind'];

/**
 * Passes pieces on so that none ends within a surrogate pair, also when the server cut the pair between two events.
 * Half a pair that stays alone becomes U+FFFD.
 */
export function createWholePieces(onPiece: (piece: ReplyPiece) => void) {
  const held: Record<Kind, string> = { text: '', reasoning: '' };

  const push = (kind: Kind, added: string): void => {
    const text = held[kind] + added;
    const end = isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
    held[kind] = text.slice(end);
    if (end > 0) onPiece({ kind, text: text.slice(0, end).toWellFormed() });
  };

  const end = (): void => {
    for (const kind of ['reasoning', 'text'] as const) {
      if (held[kind] !== '') onPiece({ kind, text: held[kind].toWellFormed() });
      held[kind] = '';
    }
  };

  return { push, end };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
