import { openStoreWithoutSearchIndex, openTemporaryStore } from '../support/temporary-store.ts';
import { describeStore } from './store-contract.ts';

describeStore('better-sqlite3 with its search index', () => openTemporaryStore());
describeStore('better-sqlite3 without a search index', openStoreWithoutSearchIndex);
