import type { Recording } from '../../../lib/protocol/recording-shapes.ts';
import { money } from './format.ts';

/** What a recording holds and what it cost, in the order of what matters; what is nothing is left out. */
export function usedWords({ messages, promptTokens, completionTokens, cost }: Recording): string[] {
  const tokens = promptTokens + completionTokens;
  return [
    ...(cost > 0 ? [money(cost)] : []),
    ...(messages > 0 ? [messages === 1 ? '1\u00a0message' : `${messages}\u00a0messages`] : []),
    ...(tokens > 0 ? [`${tokens.toLocaleString('en-US').replaceAll(',', '\u202f')}\u00a0tokens`] : []),
  ];
}
