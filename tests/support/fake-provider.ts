import type { ProviderClient, ReplyOutcome, ReplyPiece, ReplyRequest } from '../../lib/chat/provider.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Balance, Model } from '../../lib/protocol/shapes.ts';
import { settle } from './fake-clock.ts';

/** How a reply ends when its server says nothing but that it is over. */
const PLAIN_END: ReplyOutcome = {
  finished: true,
  finishReason: 'stop',
  requestId: null,
  promptTokens: null,
  completionTokens: null,
  cost: null,
  toolCalls: null,
  sendBack: null,
  balanceBefore: null,
  error: null,
};

/** One reply that was asked for, played by the test. */
export interface AskedReply {
  readonly request: ReplyRequest;
  say(text: string): void;
  think(text: string): void;
  /** Ends it; resolves when what follows from that has run. */
  end(outcome?: Partial<ReplyOutcome>): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** A model server by hand. */
export interface FakeProvider extends ProviderClient {
  readonly asked: readonly AskedReply[];
  /** The newest reply that was asked for. */
  readonly last: AskedReply;
  /** What the next calls answer; a rejected promise is a failure, a pending one a silent server. */
  models: Promise<readonly Model[]>;
  balance: Promise<Balance>;
  /** Called when a reply is asked for, before anything else. */
  onAsked: (request: ReplyRequest) => void;
}

export function createFakeProvider(): FakeProvider {
  const asked: AskedReply[] = [];
  const provider: FakeProvider = {
    asked,
    get last() {
      const reply = asked.at(-1);
      if (!reply) throw new Error('No reply was asked for.');
      return reply;
    },
    models: Promise.resolve([]),
    balance: Promise.reject(new AppError('provider-unreachable', 'No balance was set.')),
    onAsked: () => {},
    streamReply(request, onPiece) {
      provider.onAsked(request);
      return new Promise((resolve, reject) => {
        const cancelled = () => reject(new AppError('cancelled', 'The request was stopped.'));
        if (request.signal.aborted) return cancelled();
        request.signal.addEventListener('abort', cancelled, { once: true });
        const piece = (kind: ReplyPiece['kind']) => (text: string) => onPiece({ kind, text });
        asked.push({
          request,
          say: piece('text'),
          think: piece('reasoning'),
          end(outcome) {
            resolve({ ...PLAIN_END, ...outcome });
            return settle();
          },
          fail(error) {
            reject(error);
            return settle();
          },
        });
      });
    },
    listModels: (_credentials, signal) => orAborted(provider.models, signal),
    getBalance: (_credentials, signal) => orAborted(provider.balance, signal),
  };
  provider.balance.catch(() => {});
  return provider;
}

function orAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('cancelled', 'The request was stopped.')));
    value.then(resolve, reject);
  });
}
