import type { Pricing } from '../protocol/shapes.ts';

/**
 * Bytes of UTF-8 in a token, on the low side so that an estimate errs towards too many: English text of common
 * vocabularies has about 4, code about 3, Chinese and Japanese 3 (one character).
 */
const BYTES_PER_TOKEN = 3;

const encoder = new TextEncoder();

/** Roughly how many tokens `text` takes; for servers that do not count, and to choose what fits. */
export function estimateTokens(text: string): number {
  return Math.ceil(encoder.encode(text).length / BYTES_PER_TOKEN);
}

/** US dollars for these tokens by a price list; null when the list or a number is missing. */
export function priceOf(
  pricing: Pricing | null | undefined,
  promptTokens: number | null,
  completionTokens: number | null,
): number | null {
  if (!pricing || promptTokens === null || completionTokens === null) return null;
  return (promptTokens * pricing.inputPerMillion + completionTokens * pricing.outputPerMillion) / 1_000_000;
}
