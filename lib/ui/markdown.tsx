import type { MarkedToken, Token, Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { lexBounded } from './bounded-lexer.ts';
import { CodeBlock, IsGrowing } from './code-block.tsx';
import { headingLevels } from './heading-levels.ts';
import { renderInline, renderInlineToken, renderText } from './markdown-inline.tsx';
import type { MathsToken } from './maths.ts';
import { createSettledBlocks, type SettledBlocks } from './settled-blocks.ts';

interface MarkdownProps {
  readonly text: string;
  /** The text still grows: finished blocks are not read again. */
  readonly isStreaming?: boolean;
}

/** A definition may give meaning to what stands before it; without one, a text that has grown needs no second reading at its end. */
const MAY_DEFINE = /\]:/;

/** Text that others wrote, drawn from an allow-list of elements. Nothing in it is loaded, run or taken as HTML. */
export function Markdown({ text, isStreaming = false }: MarkdownProps) {
  const growing = useRef<SettledBlocks>(undefined);
  const normalized = useMemo(() => withLineFeeds(text), [text]);
  const blocks = useMemo(() => {
    const hasGrown = growing.current !== undefined && !MAY_DEFINE.test(normalized);
    if (!isStreaming && !hasGrown) return lexBounded(normalized);
    growing.current ??= createSettledBlocks();
    return growing.current.read(normalized);
  }, [normalized, isStreaming]);
  const shown = blocks.filter(isShown);
  const levels = headingLevels(shown);
  return (
    <IsGrowing.Provider value={isStreaming}>
      <div class="markdown">
        {shown.map((token, index) => (
          <Block key={index} token={token} level={levels[index]} />
        ))}
      </div>
    </IsGrowing.Provider>
  );
}

/** The tree that {@link Markdown} shows for a finished text. */
export function renderMarkdown(text: string): ComponentChildren {
  const blocks = lexBounded(withLineFeeds(text));
  const levels = headingLevels(blocks);
  return blocks.map((token, index) => renderBlock(token as BlockToken, levels[index]));
}

/** marked counts in text with these line ends only. */
function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** What shows nothing must not count: where a text is cut decides which block owns a blank line, and blocks are told apart by number. */
function isShown({ type }: Token): boolean {
  return type !== 'space' && type !== 'def';
}

/** One block; skipped when its token is the one from before, which is what keeps a growing text cheap. */
function Block({ token, level }: { readonly token: Token; readonly level: number | undefined }) {
  return useMemo(() => <>{renderBlock(token as BlockToken, level)}</>, [token, level]);
}

function renderBlocks(tokens: readonly Token[]): ComponentChildren[] {
  return tokens.map((token) => renderBlock(token as BlockToken));
}

type BlockToken = MarkedToken | MathsToken;

function renderBlock(token: BlockToken, level?: number): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return renderHeading(token, level);
    case 'paragraph':
      return <p dir="auto">{renderInline(token.tokens)}</p>;
    case 'text':
      return token.tokens ? renderInline(token.tokens) : renderText(token);
    case 'code':
      return <CodeBlock token={token} />;
    case 'blockquote':
      return <blockquote>{renderBlocks(token.tokens)}</blockquote>;
    case 'list':
      return renderList(token);
    case 'table':
      return renderTable(token);
    case 'maths':
      return token.isBlock ? (
        <p class="maths" dir="ltr">
          {token.text}
        </p>
      ) : (
        renderInlineToken(token)
      );
    case 'hr':
      return <hr />;
    case 'html':
      return (
        <p class="raw-html" dir="auto">
          {token.text.trimEnd()}
        </p>
      );
    default:
      return renderInlineToken(token);
  }
}

/** Within quotations and lists a heading structures nothing, and is shown as what it looks like. */
function renderHeading(token: Tokens.Heading, level: number | undefined): VNode {
  const content = renderInline(token.tokens);
  switch (level) {
    case 3:
      return <h3 dir="auto">{content}</h3>;
    case 4:
      return <h4 dir="auto">{content}</h4>;
    case 5:
      return <h5 dir="auto">{content}</h5>;
    case 6:
      return <h6 dir="auto">{content}</h6>;
    default:
      return (
        <p dir="auto">
          <strong>{content}</strong>
        </p>
      );
  }
}

function renderList(token: Tokens.List): VNode {
  const items = token.items.map((item, index) => (
    <li key={index} class={item.task ? 'task' : undefined}>
      {renderBlocks(item.tokens)}
    </li>
  ));
  if (!token.ordered) return <ul dir="auto">{items}</ul>;
  const start = token.start === '' ? 1 : token.start;
  const digits = String(start + items.length - 1).length;
  return (
    <ol dir="auto" start={start === 1 ? undefined : start} data-digits={digits === 1 ? undefined : digits}>
      {items}
    </ol>
  );
}

function renderTable(token: Tokens.Table): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div class="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>{token.header.map((cell) => renderCell(cell))}</tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>{row.map((cell) => renderCell(cell))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function renderCell(cell: Tokens.TableCell): VNode {
  const Tag = cell.header ? 'th' : 'td';
  return (
    <Tag class={cell.align ? `align-${cell.align}` : undefined} dir="auto">
      {renderInline(cell.tokens)}
    </Tag>
  );
}
