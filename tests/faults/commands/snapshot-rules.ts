import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { type KnownMessage, type Model, messagesOf, Refusal, timeOf } from './model.ts';
import { type Rules, refuseTaken } from './rule.ts';

/** What is to become of changes to snapshots. */
export const SNAPSHOT_RULES: Rules<'snapshots/create' | 'snapshots/update' | 'snapshots/delete'> = {
  'snapshots/create': {
    check(model, { id, sessionId, type, trigger, description = null, starred = false, ui }) {
      refuseTaken(model.snapshots, id);
      const session = sessionId === null ? undefined : model.sessions.get(sessionId);
      const messages = session ? messagesOf(model, session.id) : [];
      const reference = session ? { sessionId: session.id, throughSequence: messages.at(-1)?.sequence ?? 0 } : null;
      return {
        commit() {
          model.snapshots.set(id, {
            ...{
              id,
              sessionId: session?.id ?? null,
              timestamp: timeOf(model.nowMs),
              type,
              trigger,
              description,
              starred,
            },
            sizeBytes: Buffer.byteLength(JSON.stringify({ ui, session: reference })),
            summary: {
              title: session?.title ?? null,
              messageCount: messages.length,
              draft: String(ui['draft'] ?? ''),
              model: session?.model ?? null,
              promptTokens: sumOf(messages, 'promptTokens'),
              completionTokens: sumOf(messages, 'completionTokens'),
              cost: sumOf(messages, 'cost'),
              ...{ fileChanges: 0, proofs: 0, balance: null },
            },
          });
          return oneSnapshot(model, id);
        },
      };
    },
    current: (model, { id }) => oneSnapshot(model, id),
  },

  'snapshots/update': {
    check(model, { id, ...changes }) {
      const before = snapshotIn(model, id);
      const { starred = before.starred, description = before.description } = changes;
      return {
        commit() {
          model.snapshots.set(id, { ...before, starred, description });
          return oneSnapshot(model, id);
        },
      };
    },
    current: (model, { id }) => oneSnapshot(model, id),
  },

  'snapshots/delete': {
    check: (model, { id }) => ({
      commit() {
        model.snapshots.delete(id);
        return {};
      },
    }),
    current: () => ({}),
  },
};

function sumOf(messages: readonly KnownMessage[], key: 'promptTokens' | 'completionTokens' | 'cost'): number {
  return messages.reduce((sum, message) => sum + (message[key] ?? 0), 0);
}

function oneSnapshot(model: Model, id: string) {
  return { snapshot: snapshotIn(model, id) };
}

function snapshotIn(model: Model, id: string): Snapshot {
  const snapshot = model.snapshots.get(id);
  if (!snapshot) throw new Refusal('not-found');
  return snapshot;
}
