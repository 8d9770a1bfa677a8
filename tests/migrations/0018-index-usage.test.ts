import { expect, it } from 'vitest';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { insert, migrateTo } from './at-version.ts';

it('indexUsage keeps every event, and finds those of a time in their order', () => {
  const db = openTemporaryStore(17);
  for (const hour of ['11', '09', '10']) {
    insert(db, 'analytics', { timestamp: `2026-01-31T${hour}:00:00.000Z`, event_type: 'reply', cost: Number(hour) });
  }
  const before = db.all('SELECT * FROM analytics');
  migrateTo(db, 18);
  expect(db.all('SELECT * FROM analytics ORDER BY id')).toEqual(before);
  const later = 'SELECT cost FROM analytics INDEXED BY idx_analytics_usage WHERE timestamp >= ?';
  expect(db.all(later, ['2026-01-31T10:00:00.000Z'])).toEqual([{ cost: 10 }, { cost: 11 }]);
});
