import type { Tokens } from 'marked';
import { type ComponentChildren, Fragment, isValidElement, type VNode } from 'preact';

type Check = (value: unknown) => boolean;

const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const isText: Check = (value) => typeof value === 'string';
const isWholeOrNone: Check = (value) => value === undefined || Number.isSafeInteger(value);
const autoDirection = { dir: oneOf('auto') };
const alignment = oneOf(undefined, 'align-left', 'align-right', 'align-center');

/**
 * What may be drawn of a text that others wrote, each element with its attributes and their values. Written from the promise
 * (SECURITY.md), not from the renderer.
 */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  p: { class: oneOf('raw-html', 'maths', undefined), dir: oneOf('auto', 'ltr') },
  h3: autoDirection,
  h4: autoDirection,
  h5: autoDirection,
  h6: autoDirection,
  ul: autoDirection,
  ol: { ...autoDirection, start: isWholeOrNone, 'data-digits': isWholeOrNone },
  li: { class: oneOf('task', undefined) },
  blockquote: {},
  hr: {},
  br: {},
  strong: {},
  em: {},
  del: {},
  code: { class: oneOf('maths'), dir: oneOf('ltr') },
  div: { class: oneOf('table-scroll'), tabIndex: oneOf(0) },
  span: { class: oneOf('image-chip', 'image-source') },
  table: {},
  thead: {},
  tbody: {},
  tr: {},
  th: { ...autoDirection, class: alignment },
  td: { ...autoDirection, class: alignment },
  a: {
    href: isFollowable,
    title: isText,
    target: oneOf('_blank'),
    rel: oneOf('noreferrer noopener'),
    'aria-label': isText,
  },
  input: {
    type: oneOf('checkbox'),
    checked: oneOf(true, false),
    disabled: oneOf(true),
    'aria-label': oneOf('Done', 'To do'),
  },
};
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'title', 'target', 'rel'],
  input: ['type', 'disabled'],
};
const SHOWN = ['href', 'class', 'start', 'data-digits'];

/** The tree as text, `<tag attribute="value">…</tag>` with `&lt;` in texts; throws at anything off the allow-list. */
export function showAllowed(node: ComponentChildren): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (typeof node === 'string' || typeof node === 'number') return String(node).replaceAll('<', '&lt;');
  if (Array.isArray(node)) return node.map(showAllowed).join('');
  if (!isValidElement(node)) throw new Error(`not a node: ${JSON.stringify(node)}`);
  const { type, props } = node as VNode<Record<string, unknown>>;
  if (type === Fragment) return showAllowed(props['children'] as ComponentChildren);
  return typeof type === 'function' ? showComponent(type.name, props) : showElement(type, props);
}

/** Components of ours take text and nothing else; what they draw is looked at in the browser. */
function showComponent(name: string, props: Readonly<Record<string, unknown>>): string {
  if (name === 'ImageIcon') return '';
  if (name !== 'CodeBlock') throw new Error(`component ${name}`);
  const { text, lang = '' } = props['token'] as Tokens.Code;
  if (!isText(text) || !isText(lang)) throw new Error('a code block without text');
  return `<code-block language="${lang.replaceAll('<', '&lt;')}">${showAllowed(text)}</code-block>`;
}

function showElement(type: string, { children, ...attributes }: Readonly<Record<string, unknown>>): string {
  const allowed = Object.hasOwn(ALLOWED, type) ? ALLOWED[type] : undefined;
  if (allowed === undefined) throw new Error(`element ${type}`);
  for (const [name, value] of Object.entries(attributes)) {
    if (!Object.hasOwn(allowed, name) || !allowed[name]?.(value)) throw new Error(`${type} with ${name}=${value}`);
  }
  for (const name of ALWAYS[type] ?? []) if (!(name in attributes)) throw new Error(`${type} without ${name}`);
  if (type === 'a' && JSON.stringify(children)?.includes('"a"')) refuseLinks(children as ComponentChildren);
  const shown = SHOWN.filter((name) => attributes[name] !== undefined).map((name) => ` ${name}="${attributes[name]}"`);
  return `<${type}${shown.join('')}>${showAllowed(children as ComponentChildren)}</${type}>`;
}

/** A link in a link is two elements for the browser, and which one is followed is anybody's guess. */
function refuseLinks(node: ComponentChildren): void {
  if (Array.isArray(node)) node.forEach(refuseLinks);
  if (!isValidElement(node)) return;
  if (node.type === 'a') throw new Error('a link in a link');
  refuseLinks((node.props as { children?: ComponentChildren }).children);
}

/** Absolute, of a known scheme, and written as the browser itself would write it. */
function isFollowable(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(?:https?:\/\/[^/]|mailto:)/.test(value)) return false;
  return new URL(value).href === value;
}
