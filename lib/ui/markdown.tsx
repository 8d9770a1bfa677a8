import type { MarkedToken, Token, Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { lexBounded } from './bounded-lexer.ts';
import { decodeCharacterReferences } from './character-references.ts';
import { CopyButton } from './copy.tsx';
import { ImageIcon } from './icons.tsx';
import { safeHref, sourceName } from './links.ts';
import { createSettledBlocks, type SettledBlocks } from './settled-blocks.ts';

interface MarkdownProps {
  readonly text: string;
  /** The text still grows: finished blocks are not read again. */
  readonly isStreaming?: boolean;
}

/** Text that others wrote, drawn from an allow-list of elements. Nothing in it is loaded, run or taken as HTML. */
export function Markdown({ text, isStreaming = false }: MarkdownProps) {
  const growing = useRef<SettledBlocks>(undefined);
  const normalized = useMemo(() => withLineFeeds(text), [text]);
  const blocks = useMemo(() => {
    if (!isStreaming) return lexBounded(normalized);
    growing.current ??= createSettledBlocks();
    return growing.current.read(normalized);
  }, [normalized, isStreaming]);
  return (
    <div class="markdown">
      {blocks.map((token, index) => (
        <Block key={index} token={token} />
      ))}
    </div>
  );
}

/** The tree that {@link Markdown} shows for a finished text. */
export function renderMarkdown(text: string): ComponentChildren {
  return renderBlocks(lexBounded(withLineFeeds(text)));
}

/** marked counts in text with these line ends only. */
function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** One block; skipped when its token is the one from before, which is what keeps a growing text cheap. */
function Block({ token }: { readonly token: Token }) {
  return useMemo(() => <>{renderBlock(token as MarkedToken)}</>, [token]);
}

function renderBlocks(tokens: readonly Token[]): ComponentChildren[] {
  return tokens.map((token) => renderBlock(token as MarkedToken));
}

function renderBlock(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return renderHeading(token);
    case 'paragraph':
      return <p>{renderInline(token.tokens)}</p>;
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
    case 'hr':
      return <hr />;
    case 'html':
      return <p class="raw-html">{token.text.trimEnd()}</p>;
    default:
      return renderInlineToken(token);
  }
}

/** A reply's headings stand below the page's own: the first level becomes the third. */
function renderHeading(token: Tokens.Heading): VNode {
  const content = renderInline(token.tokens);
  if (token.depth === 1) return <h3>{content}</h3>;
  if (token.depth === 2) return <h4>{content}</h4>;
  if (token.depth === 3) return <h5>{content}</h5>;
  return <h6>{content}</h6>;
}

function CodeBlock({ token }: { readonly token: Tokens.Code }) {
  const language = /^\S+/.exec(decodeCharacterReferences(token.lang ?? ''))?.[0];
  return (
    <div class="code-block">
      <div class="code-head">
        <span>{language ?? 'text'}</span>
        <CopyButton text={token.text} label="Copy code" iconOnly />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{token.text}</code>
      </pre>
    </div>
  );
}

function renderList(token: Tokens.List): VNode {
  const items = token.items.map((item, index) => (
    <li key={index} class={item.task ? 'task' : undefined}>
      {renderBlocks(item.tokens)}
    </li>
  ));
  if (!token.ordered) return <ul>{items}</ul>;
  return token.start === '' || token.start === 1 ? <ol>{items}</ol> : <ol start={token.start}>{items}</ol>;
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
  return <Tag class={cell.align ? `align-${cell.align}` : undefined}>{renderInline(cell.tokens)}</Tag>;
}

function renderInline(tokens: readonly Token[]): ComponentChildren[] {
  return tokens.map((token) => renderInlineToken(token as MarkedToken));
}

function renderInlineToken(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case 'text':
      return token.tokens ? renderInline(token.tokens) : renderText(token);
    case 'escape':
      return token.text;
    case 'strong':
      return <strong>{renderInline(token.tokens)}</strong>;
    case 'em':
      return <em>{renderInline(token.tokens)}</em>;
    case 'del':
      return <del>{renderInline(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} disabled aria-label={token.checked ? 'Done' : 'To do'} />;
    case 'link':
      return renderLink(token);
    case 'image':
      return renderImage(token);
    default:
      return token.raw;
  }
}

/** Text is literal within raw HTML that marked found, and there only. */
function renderText(token: Tokens.Text): string {
  return token.escaped ? token.text : decodeCharacterReferences(token.text);
}

function renderLink(token: Tokens.Link): ComponentChildren {
  const href = safeHref(token.autolink ? token.href : decodeCharacterReferences(token.href));
  if (href === undefined) return token.raw;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" title={href}>
      {token.autolink ? token.text : renderInline(token.tokens)}
    </a>
  );
}

function renderImage(token: Tokens.Image): VNode {
  return (
    <span class="image-chip">
      <ImageIcon />
      <span>{decodeCharacterReferences(token.text) || 'Image'}</span>
      <span class="image-source">{sourceName(decodeCharacterReferences(token.href))}</span>
    </span>
  );
}
