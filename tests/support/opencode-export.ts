/** Parts and messages in the form in which OpenCode exports them, for what was not recorded. */

export interface ExportedMessage {
  readonly info: Record<string, unknown>;
  readonly parts: Record<string, unknown>[];
}

export interface ExportedSession {
  readonly info: Record<string, unknown>;
  readonly messages: ExportedMessage[];
}

/** The moment `seconds` after the beginning of these sessions, in ms. */
export const momentMs = (seconds: number): number => Date.UTC(2026, 10, 24, 9, 30, seconds);

export function exportedSession(
  id: string,
  messages: ExportedMessage[],
  info: Record<string, unknown> = {},
): ExportedSession {
  const time = { created: momentMs(0), updated: momentMs(100) };
  return {
    info: { id, title: `Title of ${id}`, directory: '/home/user/project', version: '1.18.33', time, ...info },
    messages,
  };
}

export function question(
  id: string,
  seconds: number,
  text: string,
  info: Record<string, unknown> = {},
): ExportedMessage {
  return {
    info: { id, role: 'user', time: { created: momentMs(seconds) }, ...info },
    parts: [{ id: `prt_${id}_0`, type: 'text', text }],
  };
}

export function answer(
  id: string,
  seconds: number,
  parts: Record<string, unknown>[],
  info: Record<string, unknown> = {},
): ExportedMessage {
  return {
    info: {
      ...{ id, role: 'assistant', modelID: 'glm-5-1', providerID: 'venice', cost: 0.002, finish: 'stop' },
      tokens: { input: 100, output: 20, reasoning: 5, cache: { read: 50, write: 0 } },
      time: { created: momentMs(seconds), completed: momentMs(seconds + 1) },
      ...info,
    },
    parts: parts.map((part, index) => ({ id: `prt_${id}_${index}`, ...part })),
  };
}

export const text = (words: string): Record<string, unknown> => ({ type: 'text', text: words });

export function tool(name: string, seconds: number, state: Record<string, unknown>): Record<string, unknown> {
  const time = { start: momentMs(seconds), end: momentMs(seconds) + 30 };
  return {
    type: 'tool',
    tool: name,
    callID: `call_${name}_${seconds}`,
    state: { status: 'completed', time, ...state },
  };
}
