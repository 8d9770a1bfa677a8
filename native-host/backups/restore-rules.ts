/**
 * What a restore does with the rows of each table. `replaced`: they become those of the backup. `newer`: of a row in both, the
 * one with the later `updated_at` stays, since what was typed or set after the backup is no reason to lose it. `joined`: what
 * either has. `kept`: the store's own. `made anew`: it follows from other tables.
 */
export type RestoreRule = 'replaced' | 'newer' | 'joined' | 'kept' | 'made anew';

/** In the order in which rows are added: what is referred to first. */
export const RESTORE_RULES = {
  sessions: 'replaced',
  messages: 'replaced',
  file_changes: 'replaced',
  proofs: 'replaced',
  originals: 'replaced',
  snapshots: 'replaced',
  recordings: 'replaced',
  analytics: 'replaced',
  balance_history: 'replaced',
  drafts: 'newer',
  preferences: 'newer',
  // A change that was applied and is sent again must stay without effect.
  requests: 'joined',
  // Of recordings that run, here or in the backup: nobody has another copy.
  recording_events: 'joined',
  // The log of what was removed, also of what this restore brings back.
  sweeps: 'kept',
  // What the store knows of itself, and of its file.
  store_info: 'kept',
  schema_version: 'kept',
  messages_fts: 'made anew',
} as const satisfies Readonly<Record<string, RestoreRule>>;

export type RestoredTable = keyof typeof RESTORE_RULES;

/** The tables with one rule. */
export function tablesWith(rule: RestoreRule): RestoredTable[] {
  return (Object.keys(RESTORE_RULES) as RestoredTable[]).filter((table) => RESTORE_RULES[table] === rule);
}

/** The rule for a table of the store; undefined for one that nobody has decided about. */
export function ruleOf(table: string): RestoreRule | undefined {
  // The index keeps its parts in tables of its own.
  if (table.startsWith('messages_fts')) return RESTORE_RULES.messages_fts;
  return Object.hasOwn(RESTORE_RULES, table) ? RESTORE_RULES[table as RestoredTable] : undefined;
}
