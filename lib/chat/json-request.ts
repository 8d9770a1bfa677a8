import { AppError } from '../protocol/errors.ts';
import type { Exchange, ExchangeRequest, OpenExchange } from './exchange.ts';
import { parseJson } from './json-fields.ts';

const MAX_BYTES = 32 * 1024 * 1024;

/** GETs one JSON document. Rejects with `provider-failed` when the answer is none or exceeds 32 MiB. */
export async function getJson(open: OpenExchange, request: Omit<ExchangeRequest, 'body'>): Promise<unknown> {
  const exchange = await open(request);
  try {
    const value = parseJson(await textOf(exchange));
    if (value !== undefined) return value;
  } finally {
    exchange.close();
  }
  const message = `${exchange.asked.host} did not answer in JSON. Check the address; that of most servers ends in /v1.`;
  throw new AppError('provider-failed', message, { details: { status: 200 } });
}

async function textOf(exchange: Exchange): Promise<string> {
  const decoder = new TextDecoder('utf-8');
  const texts: string[] = [];
  let bytes = 0;
  for (let chunk = await exchange.read(); chunk !== undefined; chunk = await exchange.read()) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      const message = `${exchange.asked.host} sent a list that is too long to read. Check the address.`;
      throw new AppError('provider-failed', message, { details: { status: 200 } });
    }
    texts.push(decoder.decode(chunk, { stream: true }));
  }
  return texts.join('') + decoder.decode();
}
