import type { Model, Pricing } from '../protocol/shapes.ts';
import { amountOf, countOf, isObject, type JsonObject, listOf, objectOf, textOf } from './json-fields.ts';

/** Names that servers give the size of a model's context, the ones that tell what this server serves first. */
const CONTEXT_FIELDS = ['context_length', 'max_model_len', 'context_window', 'max_context_length', 'n_ctx'] as const;

/** The models in an answer to `/models`, of any server. Entries without an id and repeated ids are left out. */
export function modelsIn(answer: unknown, isOffered: (entry: JsonObject) => boolean): readonly Model[] {
  const entries = [answer, objectOf(answer)['data'], objectOf(answer)['models']].find(Array.isArray);
  const models = new Map<string, Model>();
  for (const entry of listOf(entries)) {
    const model = isObject(entry) && isOffered(entry) ? modelOf(entry) : undefined;
    if (model !== undefined && !models.has(model.id)) models.set(model.id, model);
  }
  return [...models.values()];
}

function modelOf(entry: JsonObject): Model | undefined {
  const id = textOf(entry['id']);
  if (id === undefined) return undefined;
  const spec = objectOf(entry['model_spec']);
  return {
    id,
    name: textOf(spec['name']) ?? textOf(entry['name']) ?? textOf(entry['display_name']) ?? id,
    contextTokens: contextTokensOf(entry, spec),
    pricing: venicePricing(objectOf(spec['pricing'])) ?? openRouterPricing(objectOf(entry['pricing'])),
  };
}

function contextTokensOf(entry: JsonObject, spec: JsonObject): number | null {
  const meta = objectOf(entry['meta']);
  const candidates = [spec['availableContextTokens'], ...CONTEXT_FIELDS.map((field) => entry[field]), meta['n_ctx']];
  return candidates.map(countOf).find((count) => count !== undefined && count > 0) ?? null;
}

/** US dollars per million. */
function venicePricing(pricing: JsonObject): Pricing | null {
  const input = amountOf(objectOf(pricing['input'])['usd']);
  const output = amountOf(objectOf(pricing['output'])['usd']);
  return input === undefined || output === undefined ? null : { inputPerMillion: input, outputPerMillion: output };
}

/** US dollars per token, as strings; negative = it depends. */
function openRouterPricing(pricing: JsonObject): Pricing | null {
  const input = amountOf(pricing['prompt']);
  const output = amountOf(pricing['completion']);
  if (input === undefined || output === undefined) return null;
  return { inputPerMillion: perMillion(input), outputPerMillion: perMillion(output) };
}

/** Twelve digits: `0.0000033 * 1e6` would be 3.3000000000000003. */
function perMillion(perToken: number): number {
  return Number((perToken * 1e6).toPrecision(12));
}
