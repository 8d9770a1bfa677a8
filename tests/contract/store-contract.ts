import { describe } from 'vitest';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { bookkeepingContract } from './bookkeeping-contract.ts';
import { branchContract } from './branch-contract.ts';
import { commandsContract } from './commands-contract.ts';
import { digestsContract } from './digests-contract.ts';
import { draftsContract } from './drafts-contract.ts';
import { messagesContract } from './messages-contract.ts';
import { preferencesContract } from './preferences-contract.ts';
import { recordingsContract } from './recordings-contract.ts';
import { retentionContract } from './retention-contract.ts';
import { searchContract } from './search-contract.ts';
import { sessionsContract } from './sessions-contract.ts';
import { snapshotsContract } from './snapshots-contract.ts';
import { timelineContract } from './timeline-contract.ts';
import { usageContract } from './usage-contract.ts';
import { workContract } from './work-contract.ts';

/** Opens an empty store of this version, closed at the end of the test. */
export type OpenStore = () => SqlDatabase;

/** What a store does, whatever engine is below it. */
export function describeStore(engine: string, openStore: OpenStore): void {
  describe(`a store on ${engine}`, () => {
    sessionsContract(openStore);
    messagesContract(openStore);
    draftsContract(openStore);
    preferencesContract(openStore);
    branchContract(openStore);
    bookkeepingContract(openStore);
    snapshotsContract(openStore);
    searchContract(openStore);
    timelineContract(openStore);
    recordingsContract(openStore);
    retentionContract(openStore);
    commandsContract(openStore);
    usageContract(openStore);
    workContract(openStore);
    digestsContract(openStore);
  });
}
