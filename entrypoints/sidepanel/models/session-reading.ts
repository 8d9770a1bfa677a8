import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Environment } from './environment.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';

/** Several changes in a row are read once. */
const READ_AGAIN_MS = 150;

/** Rows of one answer. */
const PAGE = 200;

/** Some of a session's rows, and where the next ones begin; null = these are the last. */
export interface SessionPage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** Which rows are asked for. */
export interface PageWanted {
  readonly sessionId: string;
  readonly limit: number;
  readonly cursor?: string;
}

interface SessionReadingOptions<Row> {
  readonly env: Pick<Environment, 'client' | 'timers'>;
  readonly isReady: ReadonlySignal<boolean>;
  readonly sessionId: ReadonlySignal<string | null>;
  /** A change in it has the rows read again. */
  readonly table: string;
  readonly readPage: (wanted: PageWanted) => Promise<SessionPage<Row>>;
}

/**
 * All rows that the session on the screen has of one kind, kept up to date; within a model, which ends it. A session that is
 * not made yet has none. `again` asks once more after a failure.
 */
export function createSessionReading<Row>(options: SessionReadingOptions<Row>) {
  const { env, isReady, sessionId, table, readPage } = options;
  const rows = signal<Remote<readonly Row[]>>(LOADING);
  let latest = 0;
  let timer: unknown;

  effect(() => {
    const id = sessionId.value;
    if (!isReady.value) return;
    untracked(() => {
      rows.value = LOADING;
      void read(id);
    });
  });
  effect(() =>
    env.client.on('changed', ({ tables, sessionIds }) => {
      const id = sessionId.peek();
      if (id === null || (tables !== null && !tables.includes(table)) || (sessionIds && !sessionIds.includes(id)))
        return;
      env.timers.clear(timer);
      timer = env.timers.set(() => void read(sessionId.peek()), READ_AGAIN_MS);
    }),
  );
  effect(() => () => {
    latest += 1;
    env.timers.clear(timer);
  });

  async function read(id: string | null): Promise<void> {
    const own = ++latest;
    try {
      const found: Row[] = [];
      for (let cursor: string | null | undefined; id !== null && cursor !== null; ) {
        const page: SessionPage<Row> = await readPage({ sessionId: id, limit: PAGE, ...(cursor && { cursor }) });
        if (own !== latest) return;
        found.push(...page.rows);
        cursor = page.nextCursor;
      }
      if (own === latest) rows.value = ready(found);
    } catch (error) {
      if (own === latest) rows.value = failed(error);
    }
  }

  function again(): void {
    rows.value = LOADING;
    void read(sessionId.peek());
  }

  return { rows: rows as ReadonlySignal<Remote<readonly Row[]>>, again };
}
