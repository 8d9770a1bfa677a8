import type { RetentionPolicy } from '../../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import type { RequestContext } from '../../../lib/rpc/connection.ts';
import { getRetentionPolicy } from '../../../lib/store/retention.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { sendFile } from '../../options/models/send-file.ts';
import type { HostClient } from './host-client.ts';

/** Reading a large file and taking it in; progress comes meanwhile, and who waits can stop it. */
const WORK_TIMEOUT_MS = 14 * 60_000;

/** How far each step gets, of 1. */
const SENT = 0.4;
const TAKEN = 0.85;

/** A store, and the host that it goes to. */
export interface StoreToCopy {
  readonly client: HostClient;
  /** The store as a file. */
  readonly image: Uint8Array;
  /** Of the upload; what is there under it is written over. */
  readonly uploadId: string;
  readonly context: RequestContext;
}

/** Has the host look through the store. Errors: those of the host. */
export async function analyzeInHost(store: StoreToCopy): Promise<Result<'imports/analyze'>> {
  await send(store);
  const { client, uploadId, context } = store;
  const onProgress = scaled(context, SENT, 1);
  return client.call(
    'imports/analyze',
    { uploadId },
    { signal: context.signal, onProgress, timeoutMs: WORK_TIMEOUT_MS },
  );
}

/** Has the host take the store in: nothing of either is lost. Errors: those of the host; it is then as it was. */
export async function takeInAtHost(store: StoreToCopy): Promise<Result<'data/import'>> {
  await send(store);
  const { client, uploadId, context } = store;
  const onProgress = scaled(context, SENT, TAKEN);
  const params = { uploadId, resolution: 'move' } as const;
  const taken = await client.call('data/import', params, {
    ...{ signal: context.signal, onProgress, timeoutMs: WORK_TIMEOUT_MS },
  });
  context.progress({ progress: TAKEN, step: 'comparing' });
  return taken;
}

async function send({ client, image, uploadId, context }: StoreToCopy): Promise<void> {
  const { signal, progress } = context;
  const file = {
    size: image.length,
    slice: (start: number, end: number) => ({ arrayBuffer: async () => image.slice(start, end).buffer as ArrayBuffer }),
  };
  const onSent = (bytes: number) => progress({ progress: SENT * (bytes / image.length), step: 'sending' });
  onSent(0);
  await sendFile(file, { client, id: uploadId, from: 0, signal, onSent });
}

/** The progress of a job of the host as that of a part of the way. */
function scaled({ progress }: RequestContext, from: number, to: number): (value: unknown) => void {
  return (value) => {
    const { progress: share, step } = value as { progress?: unknown; step?: unknown };
    if (typeof share === 'number') progress({ progress: from + (to - from) * share, step });
  };
}

const RULES = ['snapshotDays', 'analyticsDays', 'trashDays'] as const satisfies readonly (keyof RetentionPolicy)[];

/** An empty host gets the rules of the browser; in another one, nothing is removed sooner than either store would have. */
export async function takeRules(
  db: SqlDatabase,
  { client, context: { signal } }: Pick<StoreToCopy, 'client' | 'context'>,
  isHostEmpty: boolean,
): Promise<void> {
  const { policy: there } = await client.call('retention/policy', {}, { signal });
  const here = getRetentionPolicy(db);
  const wanted = isHostEmpty ? here : longer(here, there);
  if (RULES.some((rule) => wanted[rule] !== there[rule])) {
    await client.change('retention/set-policy', wanted, { signal });
  }
}

function longer(one: RetentionPolicy, other: RetentionPolicy): RetentionPolicy {
  const days = (rule: (typeof RULES)[number]) => {
    const [a, b] = [one[rule], other[rule]];
    return a === null || b === null ? null : Math.max(a, b);
  };
  return { snapshotDays: days('snapshotDays'), analyticsDays: days('analyticsDays'), trashDays: days('trashDays') };
}
