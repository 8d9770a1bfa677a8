import { durationMs, type Fields, fieldsOf, numberOf, textOf, timeOf } from './fields.ts';

/**
 * A tool part as a call that the panel shows. What the tool told besides its output, such as a second copy of it, stays in the
 * original alone: calls travel with every page of messages.
 */
export function toolCall(part: Fields): Readonly<Record<string, unknown>> {
  const state = fieldsOf(part['state']);
  const time = fieldsOf(state['time']);
  const took = durationMs(time['start'], time['end']);
  return {
    id: textOf(part['callID']) ?? textOf(part['id']) ?? null,
    name: textOf(part['tool']) ?? 'tool',
    arguments: state['input'] ?? {},
    status: textOf(state['status']) ?? 'unknown',
    ...(textOf(state['title']) && { title: state['title'] }),
    ...(outputOf(state) !== undefined && { output: outputOf(state) }),
    ...(numberOf(time['start']) !== undefined && { startedAt: timeOf(time['start']) }),
    ...(numberOf(time['end']) !== undefined && { endedAt: timeOf(time['end']) }),
    ...(took !== undefined && { durationMs: took }),
  };
}

/** Of one that still ran when OpenCode ended, what it had said by then. */
function outputOf(state: Fields): string | undefined {
  return textOf(state['output']) ?? textOf(state['error']) ?? textOf(fieldsOf(state['metadata'])['output']);
}
