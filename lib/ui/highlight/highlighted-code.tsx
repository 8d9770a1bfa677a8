import type { StreamParser } from '@codemirror/streamparser';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type CodeToken, codeTokens } from './code-tokens.ts';
import type { ParserName } from './languages.ts';
import { loadParser } from './parsers.ts';
import { renderCodeTokens } from './render-code-tokens.tsx';

/**
 * UTF-16 units coloured in one frame: a few milliseconds of work, and a screen of code (2,000) is done with the
 * first one.
 */
const STEP_LENGTH = 3000;

/** Code in colours, a step each frame; a step that is drawn is not drawn again. Rejects when the parser cannot be loaded. */
export async function loadHighlightedCode(code: string, name: ParserName): Promise<VNode> {
  const parser = await loadParser(name);
  return <HighlightedCode code={code} parser={parser} />;
}

interface HighlightedCodeProps {
  readonly code: string;
  readonly parser: StreamParser<unknown>;
}

interface Progress {
  readonly steps: readonly ComponentChildren[];
  readonly length: number;
}

function HighlightedCode({ code, parser }: HighlightedCodeProps) {
  const [{ steps, length }, setProgress] = useState<Progress>(() => ({ steps: [], length: 0 }));
  useEffect(() => {
    const lines = codeTokens(code, parser);
    let progress: Progress = { steps: [], length: 0 };
    let frame = requestAnimationFrame(function step() {
      const tokens = nextStep(lines);
      if (tokens === undefined) return;
      const stepLength = tokens.reduce((sum, { text }) => sum + text.length, 0);
      const drawn = (
        <span key={progress.steps.length} class="code-step">
          {renderCodeTokens(tokens)}
        </span>
      );
      progress = { steps: [...progress.steps, drawn], length: progress.length + stepLength };
      setProgress(progress);
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [code, parser]);
  return (
    <>
      {steps}
      {length < code.length && <span class="code-step">{code.slice(length)}</span>}
    </>
  );
}

/** undefined = done, or the parser failed: what is left stays plain. */
function nextStep(lines: Generator<CodeToken[], void>): CodeToken[] | undefined {
  const tokens: CodeToken[] = [];
  let length = 0;
  try {
    while (length < STEP_LENGTH) {
      const line = lines.next().value;
      if (line === undefined) break;
      tokens.push(...line);
      length += line.reduce((sum, { text }) => sum + text.length, 0);
    }
  } catch {
    // A parser's defect costs colours only.
  }
  return length === 0 ? undefined : tokens;
}
