import type { FileChange, Proof } from '../../../lib/protocol/work-shapes.ts';
import type { Environment } from './environment.ts';
import type { Tell } from './recorded-replies.ts';

/** Several changes in a row are read once. */
const READ_AFTER_MS = 200;
const ROWS_AT_ONCE = 200;

interface WatchOptions {
  readonly env: Pick<Environment, 'client' | 'timers'>;
  readonly sessionId: string;
  readonly tell: Tell;
}

interface Page {
  readonly rows: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/** Tells what a session does to files and in proofs from now on, each once. Returns its undo. */
export function watchWork({ env: { client, timers }, sessionId, tell }: WatchOptions): () => void {
  const page = (cursor: string | undefined) => ({ sessionId, limit: ROWS_AT_ONCE, ...(cursor && { cursor }) });

  async function readFiles(cursor: string | undefined): Promise<Page> {
    const found = await client.call('file-changes/list', { ...page(cursor), patches: false });
    return { rows: found.fileChanges, nextCursor: found.nextCursor };
  }

  async function readProofs(cursor: string | undefined): Promise<Page> {
    const found = await client.call('proofs/list', page(cursor));
    return { rows: found.proofs, nextCursor: found.nextCursor };
  }

  const kinds = [
    { table: 'file_changes', ...createReader(readFiles, (row) => tell('file.change', fileData(row as FileChange))) },
    { table: 'proofs', ...createReader(readProofs, (row) => tell('proof.update', proofData(row as Proof))) },
  ];
  const waiting = new Map<(typeof kinds)[number], unknown>();
  for (const { read } of kinds) void read();
  const stop = client.on('changed', ({ tables, sessionIds }) => {
    if (sessionIds !== null && !sessionIds.includes(sessionId)) return;
    for (const kind of kinds) {
      if ((tables !== null && !tables.includes(kind.table)) || waiting.has(kind)) continue;
      const readNow = () => {
        waiting.delete(kind);
        void kind.read();
      };
      waiting.set(kind, timers.set(readNow, READ_AFTER_MS));
    }
  });

  return () => {
    stop();
    for (const kind of kinds) {
      timers.clear(waiting.get(kind));
      kind.end();
    }
  };
}

/** Goes on from the last page; what it has is looked at again, since rows come to its end. What was there before is not told. */
function createReader(readPage: (cursor: string | undefined) => Promise<Page>, tellRow: (row: object) => void) {
  const known = new Set<string>();
  let lastCursor: string | undefined;
  let wasAtEnd = false;
  let isOver = false;
  let reading: Promise<void> = Promise.resolve();

  async function readToEnd(): Promise<void> {
    try {
      for (;;) {
        const { rows, nextCursor } = await readPage(lastCursor);
        if (isOver) return;
        for (const row of rows) {
          if (wasAtEnd && !known.has(row.id)) tellRow(row);
          known.add(row.id);
        }
        if (nextCursor === null) break;
        lastCursor = nextCursor;
      }
      wasAtEnd = true;
    } catch {
      // The host is away, or does not know these: it says when something changes, and what was missed is read then.
    }
  }

  return {
    /** One after the other, so that nothing is told twice. */
    read: () => {
      reading = reading.then(readToEnd);
      return reading;
    },
    end: () => {
      isOver = true;
    },
  };
}

function fileData({ id, messageId, path, oldPath, status, additions, deletions }: FileChange) {
  return { id, messageId, path, oldPath, status, additions, deletions };
}

function proofData({ id, messageId, file, line, columnNumber, status, goals }: Proof) {
  return { id, messageId, file, line, columnNumber, status, goals };
}
