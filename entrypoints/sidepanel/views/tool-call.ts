/** A tool call as it is shown. */
export interface ShownToolCall {
  readonly name: string;
  /** Laid out where it is JSON, otherwise as it was written. */
  readonly argumentsText: string;
  /** Where whoever ran it noted one: `completed`, `error`, … */
  readonly status: string | undefined;
  readonly durationMs: number | undefined;
  readonly output: string | undefined;
}

/**
 * Reads a call of any shape: that of OpenAI's API (`function.name`, `function.arguments`), or flat, or with a `state`, as
 * imported sessions have it. What is not there is left out.
 */
export function readToolCall(value: unknown): ShownToolCall {
  const call = objectOf(value);
  const described = objectOf(call['function']);
  const state = objectOf(call['state']);
  const time = objectOf(state['time']);
  return {
    name: textOf(described['name'] ?? call['name'] ?? call['tool']) ?? 'Tool',
    argumentsText: layOut(described['arguments'] ?? call['arguments'] ?? call['input'] ?? state['input']),
    status: textOf(state['status'] ?? call['status']),
    durationMs: numberOf(call['durationMs']) ?? difference(numberOf(time['start']), numberOf(time['end'])),
    output: textOf(state['output'] ?? call['output'] ?? call['result']),
  };
}

function layOut(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

function difference(start: number | undefined, end: number | undefined): number | undefined {
  return start === undefined || end === undefined || end < start ? undefined : end - start;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
