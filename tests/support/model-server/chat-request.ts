export type JsonObject = Readonly<Record<string, unknown>>;

/** What the scenarios read of a request. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly JsonObject[];
  readonly stream: boolean;
  readonly hasStreamOptions: boolean;
}

/** The fields of Venice's request; any other is an error there. */
const FIELDS: ReadonlySet<string> = new Set(
  `model messages stream stream_options temperature top_p top_k min_p min_temp max_temp max_tokens max_completion_tokens n
  stop stop_token_ids seed user store metadata include tools tool_choice parallel_tool_calls response_format reasoning
  reasoning_effort frequency_penalty presence_penalty repetition_penalty logprobs top_logprobs venice_parameters
  prompt_cache_key prompt_cache_retention`.split(/\s+/),
);

/** undefined = not a request for a reply. */
export function chatRequest(body: unknown): ChatRequest | undefined {
  if (!isObject(body)) return undefined;
  const { model, messages, stream, stream_options } = body;
  if (typeof model !== 'string' || !Array.isArray(messages) || !messages.every(isObject)) return undefined;
  return { model, messages, stream: stream === true, hasStreamOptions: stream_options !== undefined };
}

export function unknownFields(body: unknown): readonly string[] {
  return isObject(body) ? Object.keys(body).filter((field) => !FIELDS.has(field)) : [];
}

/** The last message of the user, as text in one line. */
export function lastQuestion({ messages }: ChatRequest): string {
  const content = messages.findLast(({ role }) => role === 'user')?.['content'];
  return typeof content === 'string' ? content.replace(/\s+/g, ' ').trim() : '';
}

/** A rough count: four characters make a token. */
export function promptTokens({ messages }: ChatRequest): number {
  return Math.ceil(JSON.stringify(messages).length / 4);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
