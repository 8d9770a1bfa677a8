import type { MirroredPreferences } from '../protocol/shapes.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Keeps values of a browser profile's preferences, each unless a later one of that profile and key is there. */
export function mirrorPreferences(db: SqlDatabase, profileId: string, values: MirroredPreferences): void {
  for (const [key, { value, updatedAt }] of Object.entries(values)) {
    db.run(
      `INSERT INTO preferences (profile_id, key, value_json, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (profile_id, key) DO UPDATE SET value_json = excluded.value_json, updated_at = excluded.updated_at
       WHERE excluded.updated_at >= preferences.updated_at`,
      [profileId, key, JSON.stringify(value), updatedAt],
    );
  }
}

/**
 * What was kept of a profile; without one, of the profile whose model server was chosen last, or
 * else of the one that told something last: what a new browser would want. Empty when nothing is kept.
 */
export function mirroredPreferences(db: SqlDatabase, profileId?: string): MirroredPreferences {
  const profile = profileId ?? newestProfile(db);
  const rows = db.all<{ key: string; value_json: string; updated_at: string }>(
    'SELECT key, value_json, updated_at FROM preferences WHERE profile_id = ? ORDER BY key',
    [profile ?? ''],
  );
  const entries = rows.map(
    ({ key, value_json, updated_at }) =>
      [key, { value: JSON.parse(value_json) as unknown, updatedAt: updated_at }] as const,
  );
  return Object.fromEntries(entries);
}

function newestProfile(db: SqlDatabase): string | undefined {
  return db.get<{ profile_id: string }>(
    `SELECT profile_id FROM preferences
     ORDER BY key = 'sidepanel.settings' AND coalesce(json_extract(value_json, '$.defaultModel'), '') <> '' DESC,
       updated_at DESC, profile_id LIMIT 1`,
  )?.profile_id;
}
