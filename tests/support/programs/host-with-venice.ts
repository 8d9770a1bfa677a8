import { isVeniceAddress } from '../../../lib/chat/venice.ts';
import { runBuiltHost } from './built-host.ts';

// The host, whose requests to Venice go to the model server at VENICE_URL; only Venice is asked for a balance.
const { origin } = new URL(process.env['VENICE_URL'] ?? '');
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const { pathname, search, href } = new URL(String(input));
  return fetch(isVeniceAddress(href) ? `${origin}${pathname}${search}` : input, init);
};
await runBuiltHost();
