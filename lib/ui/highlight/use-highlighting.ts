import type { RefObject, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { parserFor } from './languages.ts';

/** UTF-16 units: longer code stays plain, its elements would make every later layout slow. */
const MAX_CODE_LENGTH = 50_000;

/** How far below and above the screen code is coloured before it is seen. */
const MARGIN = '300px';

interface Highlightable {
  readonly code: string;
  readonly language: string;
  /** false while it grows: it would have to be coloured again for each piece. */
  readonly isFinished: boolean;
}

/**
 * The code in colours once it was near the screen; until then, and for languages without a parser, undefined. Nothing is
 * loaded before that.
 */
export function useHighlighting(place: RefObject<Element | null>, highlightable: Highlightable): VNode | undefined {
  const { code, language, isFinished } = highlightable;
  const [coloured, setColoured] = useState<{ readonly code: string; readonly content: VNode }>();
  const parser = isFinished && code.length <= MAX_CODE_LENGTH ? parserFor(language) : undefined;
  useEffect(() => {
    if (parser === undefined || place.current === null) return;
    let isWanted = true;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        import('./highlighted-code.tsx')
          .then(({ loadHighlightedCode }) => loadHighlightedCode(code, parser))
          .then(
            (content) => isWanted && setColoured({ code, content }),
            // Files of an extension that was updated under an open panel are gone; the code stays plain.
            () => {},
          );
      },
      { rootMargin: MARGIN },
    );
    observer.observe(place.current);
    return () => {
      isWanted = false;
      observer.disconnect();
    };
  }, [place, code, parser]);
  return parser !== undefined && coloured?.code === code ? coloured.content : undefined;
}
