import { openTemporaryStore } from '../support/temporary-store.ts';
import { describeStore } from './store-contract.ts';

describeStore('better-sqlite3', () => openTemporaryStore());
