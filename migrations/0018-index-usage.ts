import type { Migration } from './migration.ts';

/** Everything that a summary of usage reads, in the order of time: it need not look up 100,000 rows. */
export const indexUsage: Migration = {
  version: 18,
  name: 'index-usage',
  up(db) {
    const columns = 'timestamp, event_type, session_id, model, prompt_tokens, completion_tokens, cost, duration_ms';
    db.exec(`CREATE INDEX idx_analytics_usage ON analytics(${columns})`);
  },
};
