import * as v from 'valibot';
import { BACKGROUND_METHODS } from '../../lib/protocol/background-methods.ts';
import { RPC_ERROR } from '../../lib/protocol/errors.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { RpcError } from '../../lib/rpc/rpc-error.ts';
import type { ChangeQueue } from './change-queue.ts';

/** Answers `unsent/*` from the queue of changes. */
export function createUnsentDispatch(changes: Pick<ChangeQueue, 'list' | 'resolve'>) {
  return async (method: string, params: unknown): Promise<object> => {
    if (method === 'unsent/list') {
      const entries = await changes.list();
      return {
        changes: entries.map(({ requestId, method, params, queuedAt, unsent }) => ({
          requestId,
          method,
          params,
          queuedAt: formatTimestamp(queuedAt),
          error: unsent ?? null,
        })),
      };
    }
    const parsed = v.safeParse(BACKGROUND_METHODS['unsent/resolve'].params, params);
    if (!parsed.success) throw new RpcError(RPC_ERROR.invalidParams, `${method} got bad parameters.`);
    await changes.resolve(parsed.output.requestId, parsed.output.action);
    return {};
  };
}
