import { createModel, signal } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import type { BranchNode } from './branch-tree.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import { diffTexts, type TextDiff } from './word-diff.ts';

/** Places that are read at once: a screen or two. */
const PAGE_SIZE = 20;

/** What two sessions have in one place. */
export interface ComparedPlace {
  readonly place: number;
  readonly first: Message | undefined;
  readonly second: Message | undefined;
  /** Undefined where only one has something, or one asks where the other answers. */
  readonly diff: TextDiff | undefined;
}

export interface Comparison {
  readonly places: readonly ComparedPlace[];
  readonly hasMore: boolean;
}

/** Two sessions of a family after `fork`, the last place that is the same in both. */
export const CompareModel = createModel((client: Client, first: BranchNode, second: BranchNode, fork: number) => {
  const comparison = signal<Remote<Comparison>>(LOADING);
  /** How reading further places goes. */
  const more = signal<'idle' | 'loading' | 'failed'>('idle');

  async function load(): Promise<void> {
    comparison.value = LOADING;
    try {
      comparison.value = ready(await read(fork, []));
    } catch (error) {
      comparison.value = failed(error);
    }
  }

  async function loadMore(): Promise<void> {
    const known = comparison.peek();
    if (known.state !== 'ready' || more.peek() === 'loading') return;
    more.value = 'loading';
    try {
      const { places } = known.value;
      comparison.value = ready(await read(places.at(-1)?.place ?? fork, places));
      more.value = 'idle';
    } catch {
      more.value = 'failed';
    }
  }

  async function read(after: number, before: readonly ComparedPlace[]): Promise<Comparison> {
    const [firsts, seconds] = await Promise.all([first, second].map(({ id }) => messagesAfter(id, after)));
    const places = Array.from({ length: PAGE_SIZE }, (_, index) => after + 1 + index).flatMap((place) => {
      const [one, other] = [firsts?.get(place), seconds?.get(place)];
      return one || other ? [compare(place, one, other)] : [];
    });
    const end = Math.max(first.lastPlace, second.lastPlace);
    return { places: [...before, ...places], hasMore: places.length > 0 && end > after + PAGE_SIZE };
  }

  async function messagesAfter(sessionId: string, after: number): Promise<ReadonlyMap<number, Message>> {
    const { messages } = await client.call('messages/list', { sessionId, after, limit: PAGE_SIZE });
    return new Map(messages.map((message) => [message.sequence, message]));
  }

  return { comparison, more, load, loadMore };
});
export type CompareModel = InstanceType<typeof CompareModel>;

function compare(place: number, first: Message | undefined, second: Message | undefined): ComparedPlace {
  const isPair = first && second && first.role === second.role;
  return { place, first, second, diff: isPair ? diffTexts(first.content, second.content) : undefined };
}
