import { checkContentSize } from './content-size.ts';
import type { SqlDatabase } from './sql-database.ts';

/** One usage event. Time in the stored form, duration in ms, cost in US dollars. */
export interface AnalyticsEvent {
  readonly timestamp: string;
  readonly eventType: string;
  readonly sessionId?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly promptTokens?: number | null | undefined;
  readonly completionTokens?: number | null | undefined;
  readonly cost?: number | null | undefined;
  readonly durationMs?: number | null | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** Adds one usage event. Errors: `too-large`. */
export function recordAnalytics(db: SqlDatabase, event: AnalyticsEvent): void {
  const metadata = event.metadata ? JSON.stringify(event.metadata) : null;
  if (metadata !== null) checkContentSize(metadata);
  db.run(
    `INSERT INTO analytics (timestamp, event_type, session_id, model, prompt_tokens, completion_tokens, cost, duration_ms,
       metadata_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      event.timestamp,
      event.eventType,
      event.sessionId ?? null,
      event.model ?? null,
      event.promptTokens ?? null,
      event.completionTokens ?? null,
      event.cost ?? null,
      event.durationMs ?? null,
      metadata,
    ],
  );
}
