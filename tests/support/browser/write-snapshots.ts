import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { v7 as newId } from 'uuid';
import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { setDraft } from '../../../lib/store/drafts.ts';
import { appendMessage } from '../../../lib/store/messages.ts';
import { migrate } from '../../../lib/store/migrate.ts';
import { createSession } from '../../../lib/store/sessions.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import { openDatabase } from '../../../native-host/database.ts';

/** A snapshot of a session as it is once so many of its messages are there. */
export interface WrittenSnapshot {
  readonly atMs: number;
  readonly after: number;
  readonly type: Snapshot['type'];
  readonly trigger: Snapshot['trigger'];
  readonly description?: string;
  readonly starred?: boolean;
  readonly draft?: string;
}

interface SessionWithSnapshots {
  readonly title: string;
  /** Questions and answers in turn. */
  readonly texts: readonly string[];
  readonly startMs: number;
  readonly snapshots: readonly WrittenSnapshot[];
  /** Not sent at the end. */
  readonly draft?: string;
}

/** Writes a session, and snapshots of it while it grew, into a store that no browser uses. */
export function writeSnapshots(database: string, session: SessionWithSnapshots): void {
  const { title, texts, startMs, snapshots, draft = '' } = session;
  mkdirSync(dirname(database), { recursive: true });
  const db = openDatabase(database);
  migrate(db);
  const at = (ms: number) => new Date(ms).toISOString();
  const sessionId = newId();
  db.transaction(() => {
    createSession(db, { id: sessionId, title, model: 'demo', createdAt: at(startMs) });
    for (let count = 0; count <= texts.length; count += 1) {
      for (const { atMs, after, type, trigger, description, starred = false, draft: text = '' } of snapshots) {
        if (after !== count) continue;
        const ui = { currentView: 'session', sidebarCollapsed: false, scrollTop: 0, draft: text, replyId: null };
        const row = { id: newId(), timestamp: at(atMs), sessionId, type, trigger, description, starred, ui };
        createSnapshot(db, row);
      }
      const content = texts[count];
      if (content === undefined) continue;
      const moment = at(startMs + count * 1000);
      const row = { id: newId(), sessionId, createdAt: moment, status: 'complete' as const, content };
      const facts = { promptTokens: 212 + 340 * count, completionTokens: 96, cost: 0.00042, durationMs: 2140 };
      const isQuestion = count % 2 === 0;
      appendMessage(
        db,
        isQuestion ? { ...row, role: 'user' } : { ...row, ...facts, role: 'assistant', model: 'demo' },
        moment,
      );
    }
    if (draft !== '') setDraft(db, { sessionId, content: draft, updatedAt: at(startMs + texts.length * 1000) });
  });
  db.close();
}
