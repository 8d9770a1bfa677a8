import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import { type ContextWindow, isTurn, openContextWindow } from '../../../lib/chat/context-window.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import type { ProviderModel } from './provider-model.ts';
import type { SessionsModel } from './sessions-model.ts';

/** A question and its reply come close together, and nobody looks so soon. */
const COUNT_AFTER_MS = 1000;
const PAGE_SIZE = 200;

/** How many of a session's messages the next question takes along. */
export interface ContextShown {
  readonly sentCount: number;
  readonly messageCount: number;
}

interface ContextOptions {
  readonly env: Environment;
  readonly sessions: SessionsModel;
  readonly provider: ProviderModel;
  readonly isReady: ReadonlySignal<boolean>;
}

/** Counts what fits into the model's window, by the rule that the host goes by; undefined while everything does. */
export const ContextModel = createModel(({ env, sessions, provider, isReady }: ContextOptions) => {
  const { client, timers } = env;
  const context = signal<ContextShown | undefined>(undefined);
  const contextTokens = computed(() => {
    const id = provider.provider.value?.model;
    return provider.models.value.find((model) => model.id === id)?.contextTokens ?? null;
  });
  const messageCount = computed(() => sessions.current.value?.messageCount ?? 0);
  const sessionId = computed(() => sessions.current.value?.id);
  let shownFor: string | undefined;

  effect(() => {
    const [id, count, tokens] = [sessionId.value, messageCount.value, contextTokens.value];
    if (id !== shownFor) context.value = undefined;
    shownFor = id;
    if (!isReady.value || id === undefined || count === 0) return undefined;
    const controller = new AbortController();
    const timer = timers.set(() => void countSent(id, count, tokens, controller.signal), COUNT_AFTER_MS);
    return () => {
      timers.clear(timer);
      controller.abort();
    };
  });

  async function countSent(id: string, total: number, tokens: number | null, abort: AbortSignal): Promise<void> {
    const window = openContextWindow(tokens);
    let sentCount = 0;
    let before: number | undefined;
    try {
      for (;;) {
        const range = { sessionId: id, limit: PAGE_SIZE, ...(before !== undefined && { before }) };
        const { messages, hasMore } = await client.call('messages/list', range, { signal: abort });
        const taken = takeNewestFirst(window, messages);
        sentCount += taken.count;
        if (taken.isFull) context.value = { sentCount, messageCount: total };
        else if (!hasMore) context.value = undefined;
        before = messages[0]?.sequence;
        if (taken.isFull || !hasMore || before === undefined) return;
      }
    } catch {
      // Without the store nothing is sent either; it is counted again with the next connection.
    }
  }

  return { context };
});
export type ContextModel = InstanceType<typeof ContextModel>;

function takeNewestFirst(window: ContextWindow, messages: readonly Message[]): { count: number; isFull: boolean } {
  let count = 0;
  for (const message of messages.toReversed()) {
    if (!isTurn(message)) continue;
    if (!window.take(message)) return { count, isFull: true };
    count++;
  }
  return { count, isFull: false };
}
