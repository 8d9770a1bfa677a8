const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/**
 * The address in the form the browser would use (host names in ASCII, so that look-alikes show), when it is absolute
 * and its scheme is on the list; otherwise undefined.
 */
export function safeHref(href: string): string | undefined {
  const url = parse(href);
  return url && SCHEMES.has(url.protocol) ? url.href : undefined;
}

/** The same for what can only be a page or a file of the web. */
export function webHref(href: string): string | undefined {
  const safe = safeHref(href);
  return safe?.startsWith('http') ? safe : undefined;
}

/** Who would be asked for an image: a host name, or the scheme for addresses without one. */
export function sourceName(href: string): string {
  const url = parse(href);
  return url?.host || url?.protocol.replace(/:$/, '') || 'unknown source';
}

function parse(href: string): URL | undefined {
  try {
    return new URL(href);
  } catch {
    return undefined;
  }
}
