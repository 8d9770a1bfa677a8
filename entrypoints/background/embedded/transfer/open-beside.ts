import { type EmbeddedDatabase, openEmbeddedDatabase } from '../embedded-database.ts';
import type { EmbeddedStore } from '../embedded-store.ts';

/**
 * Opens a database beside the store, in the memory of the same SQLite: an empty one, or one that begins as a copy. Whoever opens
 * it closes it, and nothing of it is kept.
 */
export function openBeside({ engine }: Pick<EmbeddedStore, 'engine'>, image?: Uint8Array): EmbeddedDatabase {
  const { sqlite, onBroken } = engine();
  return openEmbeddedDatabase({ sqlite, onBroken, onChange: () => {}, ...(image && { image }) });
}
