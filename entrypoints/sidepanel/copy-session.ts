import { AppError } from '../../lib/protocol/errors.ts';
import type { Session } from '../../lib/protocol/shapes.ts';
import type { Client } from '../../lib/rpc/client.ts';
import { messageMarkdown, sessionHeadMarkdown } from '../../lib/transfer/session-markdown.ts';
import type { CopyTextFunction } from '../../lib/ui/copy.tsx';
import type { NoticeModel } from './models/notice-model.ts';
import { asAppError } from './models/remote.ts';

/** UTF-16 units. What one pastes is read by somebody, or by a model, and neither takes more; programs hang at much more. */
export const MAX_COPIED_LENGTH = 5_000_000;

const PAGE_SIZE = 200;

interface CopySession {
  readonly client: Client;
  readonly notices: NoticeModel;
  readonly copyText: CopyTextFunction;
  /** Leads to a file instead, which may have any length. */
  readonly chooseExport: () => void;
}

/** Puts a whole session on the clipboard as Markdown, and says what came of it. */
export async function copySession(session: Session, tools: CopySession): Promise<void> {
  const { client, notices, copyText, chooseExport } = tools;
  const stopping = new AbortController();
  const stop = { label: 'Stop', run: () => stopping.abort() };
  notices.show({ text: 'Reading the session…', isLasting: true, action: stop });
  const text = readMarkdown(session, client, stopping.signal);
  // At once: the browser lets a page write to the clipboard for a moment after the click only.
  const [read, copied] = await Promise.allSettled([text, copyText(text)]);
  if (read.status === 'rejected') {
    const error = asAppError(read.reason);
    if (error.code === 'too-large') {
      const action = { label: 'Export…', run: chooseExport };
      notices.show({ text: 'Too long for the clipboard. Export it to a file instead.', action });
    } else if (error.code === 'cancelled') {
      notices.show({ text: 'Nothing was copied' });
    } else {
      notices.showError('Not copied', error, () => void copySession(session, tools));
    }
  } else {
    notices.show({
      text: copied.status === 'fulfilled' ? 'Copied as Markdown' : 'The browser did not allow copying',
    });
  }
}

async function readMarkdown(session: Session, client: Client, signal: AbortSignal): Promise<string> {
  let [text, after, hasMore] = [sessionHeadMarkdown(session), 0, true];
  while (hasMore) {
    const page = await client.call('messages/list', { sessionId: session.id, limit: PAGE_SIZE, after }, { signal });
    if (signal.aborted) throw new AppError('cancelled', 'The session is not copied.');
    for (const message of page.messages) {
      text += messageMarkdown(message);
      if (text.length > MAX_COPIED_LENGTH)
        throw new AppError('too-large', 'The session is too long for the clipboard.');
    }
    after = page.messages.at(-1)?.sequence ?? after;
    hasMore = page.hasMore && page.messages.length > 0;
  }
  return `${text.trimEnd()}\n`;
}
