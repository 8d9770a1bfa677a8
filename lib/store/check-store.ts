import type { StoreCheck } from './checks/check.ts';
import { contentHashes } from './checks/content-hashes.ts';
import { foreignKeys } from './checks/foreign-keys.ts';
import { integrity } from './checks/integrity.ts';
import { places } from './checks/places.ts';
import { searchIndex } from './checks/search-index.ts';
import { totals } from './checks/totals.ts';

/** What must hold within a database of any version. */
export const DATABASE_CHECKS: readonly StoreCheck[] = [integrity, foreignKeys];

/**
 * What must hold for the rows of a store of this version, in the order in which they are repaired: sessions that are made
 * anew are added up after that, and the search index is filled with what is there then.
 */
export const ROW_CHECKS: readonly StoreCheck[] = [totals, places, contentHashes, searchIndex];
