import { amountOf, countOf, isObject, type JsonObject, objectOf } from './json-fields.ts';

export interface Usage {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

/** The counters in a chunk or an answer, from the places where servers put them; undefined when there are none. */
export function usageOf(answer: JsonObject, choice: JsonObject): Usage | undefined {
  const usage = [answer['usage'], choice['usage'], objectOf(answer['x_groq'])['usage']].find(isObject);
  if (usage === undefined) return undefined;
  const promptTokens = countOf(usage['prompt_tokens']);
  const told = countOf(usage['completion_tokens']);
  const total = countOf(usage['total_tokens']);
  // xAI leaves reasoning out of the completion but charges for it: what the total has beyond the prompt is right.
  const isTotalLarger = promptTokens !== undefined && total !== undefined && total > promptTokens + (told ?? 0);
  const completionTokens = isTotalLarger ? total - promptTokens : told;
  if (promptTokens === undefined && completionTokens === undefined) return undefined;
  return { promptTokens: promptTokens ?? null, completionTokens: completionTokens ?? null };
}

/** US dollars that the server charged: Venice says `cost.usd`, OpenRouter `usage.cost`. */
export function chargeOf(answer: JsonObject): number | undefined {
  return amountOf(objectOf(answer['cost'])['usd']) ?? amountOf(objectOf(answer['usage'])['cost']);
}
