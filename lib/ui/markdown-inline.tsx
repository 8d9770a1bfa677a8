import type { MarkedToken, Token, Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';
import { decodeCharacterReferences } from './character-references.ts';
import { ImageIcon } from './icons.tsx';
import { safeHref, sourceName, webHref } from './links.ts';
import type { MathsToken } from './maths.ts';

type InlineToken = MarkedToken | MathsToken;

/** The content of a block, or of an inline element; within a link nothing else can be followed. */
export function renderInline(tokens: readonly Token[], isInLink = false): ComponentChildren[] {
  return tokens.map((token) => renderInlineToken(token as InlineToken, isInLink));
}

/** One inline token; what is unknown is shown as it was written. */
export function renderInlineToken(token: InlineToken, isInLink = false): ComponentChildren {
  switch (token.type) {
    case 'text':
      return token.tokens ? renderInline(token.tokens, isInLink) : renderText(token);
    case 'escape':
      return token.text;
    case 'strong':
      return <strong>{renderInline(token.tokens, isInLink)}</strong>;
    case 'em':
      return <em>{renderInline(token.tokens, isInLink)}</em>;
    case 'del':
      return <del>{renderInline(token.tokens, isInLink)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'maths':
      return (
        <code class="maths" dir="ltr">
          {token.text}
        </code>
      );
    case 'br':
      return <br />;
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} disabled aria-label={token.checked ? 'Done' : 'To do'} />;
    case 'link':
      return renderLink(token, isInLink);
    case 'image':
      return renderImage(token, isInLink);
    default:
      return token.raw;
  }
}

/** Text is literal within raw HTML that marked found, and there only. */
export function renderText(token: Tokens.Text): string {
  return token.escaped ? token.text : decodeCharacterReferences(token.text);
}

function renderLink(token: Tokens.Link, isInLink: boolean): ComponentChildren {
  const href = safeHref(token.autolink ? token.href : decodeCharacterReferences(token.href));
  if (href === undefined || isInLink) return token.raw;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" title={href}>
      {token.autolink ? token.text : renderInline(token.tokens, true)}
    </a>
  );
}

/**
 * A chip in the image's place: showing a message must ask nobody for anything. It cannot be loaded here on demand either, since
 * the page's policy is `img-src 'self' data: blob:`; "Open" shows it in a tab of its own, by the person's click.
 */
function renderImage(token: Tokens.Image, isInLink: boolean): VNode {
  const source = decodeCharacterReferences(token.href);
  const href = isInLink ? undefined : webHref(source);
  const name = decodeCharacterReferences(token.text) || 'Image';
  return (
    <span class="image-chip">
      <ImageIcon />
      <span>{name}</span>
      <span class="image-source">{sourceName(source)}</span>
      {href !== undefined && (
        <a href={href} target="_blank" rel="noreferrer noopener" title={href} aria-label={`Open ${name}`}>
          Open
        </a>
      )}
    </span>
  );
}
