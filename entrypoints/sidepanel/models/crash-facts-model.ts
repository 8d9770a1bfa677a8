import { createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { CrashRecord } from '../../../lib/recovery/crash-record.ts';
import { wasAsked } from './asked-draft.ts';
import type { Environment } from './environment.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';

/** Messages of a preview: the place where one was, and what is around it. */
const PREVIEW_LENGTH = 20;
const BEFORE_PLACE = 3;

/** What the store knows of where a crashed panel was. */
export interface CrashFacts {
  /** Around the place where one read, or the newest; empty for a new session. */
  readonly messages: readonly Message[];
  /** The reply that was in flight; undefined when there was none, or it is no longer there. */
  readonly reply: Message | undefined;
  /** The draft as it would be restored. */
  readonly draft: string;
}

/** Looks up, as soon as the store can be asked, what is behind a crashed panel's record. */
export const CrashFactsModel = createModel(
  ({ client }: Pick<Environment, 'client'>, isReady: ReadonlySignal<boolean>, record: CrashRecord) => {
    const facts = signal<Remote<CrashFacts>>(LOADING);

    let newest = 0;

    effect(() => {
      if (isReady.value) untracked(() => void read());
    });
    // The reply goes on while one thinks about it.
    effect(() =>
      client.on('changed', ({ tables, sessionIds }) => {
        const isMeant = tables === null || tables.includes('messages') || tables.includes('drafts');
        if (isMeant && (sessionIds === null || sessionIds.includes(record.session?.id ?? ''))) void read();
      }),
    );
    effect(() => client.on('chat/done', ({ reply }) => reply.id === record.replyId && void read()));

    async function read(): Promise<void> {
      const asked = ++newest;
      const found = await find().then(ready, failed);
      if (asked === newest) facts.value = found;
    }

    async function find(): Promise<CrashFacts> {
      const { session, ui, replyId } = record;
      const draft = await newestDraft();
      if (!session) return { messages: [], reply: undefined, draft };
      const { messages: newest } = await client.call('messages/list', { sessionId: session.id });
      const reply = newest.find(({ id }) => id === replyId);
      if (!ui.place) return { messages: newest.slice(-PREVIEW_LENGTH), reply, draft };
      const after = Math.max(0, ui.place.sequence - 1 - BEFORE_PLACE);
      const range = { sessionId: session.id, after, limit: PREVIEW_LENGTH };
      return { messages: (await client.call('messages/list', range)).messages, reply, draft };
    }

    /** What is kept may go on from it; or it was asked as a question since. */
    async function newestDraft(): Promise<string> {
      const { draft: kept } = await client.call('drafts/get', { sessionId: record.session?.id ?? null });
      return kept.content.startsWith(record.draft) || (await wasAsked(client, record)) ? kept.content : record.draft;
    }

    return { facts };
  },
);
export type CrashFactsModel = InstanceType<typeof CrashFactsModel>;
