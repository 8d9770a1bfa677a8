import { useMemo, useRef } from 'preact/hooks';
import { Markdown } from '../../../lib/ui/markdown.tsx';
import { LongText } from './long-text.tsx';
import { createTextPieces, type TextPieces } from './text-pieces.ts';

interface LongMarkdownProps {
  readonly text: string;
  readonly isGrowing: boolean;
}

/**
 * Markdown of any length, drawn in pieces: with thousands of blocks in one tree every word that comes would cost a look at
 * each of them. A reference (`[a]: …`) is known within its piece.
 */
export function LongMarkdown({ text, isGrowing }: LongMarkdownProps) {
  return (
    <LongText text={text} isGrowing={isGrowing}>
      {(shown, isPiecemeal) => <Pieces text={shown} isPiecemeal={isPiecemeal} />}
    </LongText>
  );
}

function Pieces({ text, isPiecemeal }: { readonly text: string; readonly isPiecemeal: boolean }) {
  const pieces = useRef<TextPieces>(undefined);
  pieces.current ??= createTextPieces();
  return (
    <>
      {pieces.current.read(text).map((piece, index) => (
        <Piece key={index} text={piece} isPiecemeal={isPiecemeal} />
      ))}
    </>
  );
}

function Piece({ text, isPiecemeal }: { readonly text: string; readonly isPiecemeal: boolean }) {
  return useMemo(() => <Markdown text={text} isStreaming={isPiecemeal} />, [text, isPiecemeal]);
}
