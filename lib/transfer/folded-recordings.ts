import type { SqlDatabase } from '../store/sql-database.ts';

/** The events of recordings that run, as a store of ours keeps them. */
const OWN_COLUMNS = 'at_ms INTEGER 0, data_json TEXT 0, ordinal INTEGER 0, recording_id TEXT 0, type TEXT 0';

/**
 * The columns of `recordings` to select, so that a recording that runs leaves with the events that are not folded into it yet. Of
 * a file that keeps them otherwise, or not at all, recordings leave as they are.
 */
export function foldedColumns(db: SqlDatabase, columns: readonly string[]): string[] {
  const found = db
    .all<{ column: string }>(
      `SELECT name || ' ' || upper(type) || ' ' || hidden AS column FROM pragma_table_xinfo('recording_events') ORDER BY name`,
    )
    .map(({ column }) => column)
    .join(', ');
  if (found !== OWN_COLUMNS) return [...columns];
  return columns.map((column) => (column === 'events_json' ? FOLDED : column));
}

const RUNNING = 'FROM recording_events WHERE recording_id = recordings.id';
const OBJECT = 'CASE WHEN json_valid(data_json) THEN json(data_json) ELSE json_object() END';

/** What is folded already comes first: an event that is in both is that one. */
const FOLDED = `CASE WHEN EXISTS (SELECT 1 ${RUNNING}) THEN (
  SELECT json_group_array(json(event)) FROM (
    SELECT value AS event FROM json_each(CASE WHEN json_valid(events_json) THEN events_json ELSE '[]' END) WHERE type = 'object'
    UNION ALL
    SELECT json_object('ordinal', ordinal, 'atMs', at_ms, 'type', type, 'data', ${OBJECT}) ${RUNNING}
  )
) ELSE events_json END AS events_json`;
