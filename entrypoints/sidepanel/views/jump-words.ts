import type { Message } from '../../../lib/protocol/shapes.ts';

/** What the way to the end says: what came there that was not seen yet. */
export function jumpWords(newRows: readonly Pick<Message, 'role'>[]): string {
  if (newRows.length === 0) return 'Jump to latest';
  if (newRows.length === 1) return newRows[0]?.role === 'assistant' ? 'New reply' : 'New message';
  return `${newRows.length} new messages`;
}
