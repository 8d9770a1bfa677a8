import type { Steps } from '../../lib/steps.ts';
import type { Finding } from '../../lib/store/checks/check.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import type { Workplace } from '../workplace.ts';

/** One thing that must hold on this machine; as the checks of the store, which need nothing but the store. */
export interface DoctorCheck {
  readonly name: string;
  /** What is being done while it is looked at. */
  readonly step: string;
  /** Looks; the store is open for reading only. Errors: `store-corrupt`. */
  readonly examine: (db: SqlDatabase, place: Workplace) => Steps<Finding>;
  /** Puts right what can be, the store open for writing; what was done, undefined when there was nothing to do. */
  readonly repair?: (db: SqlDatabase, place: Workplace) => Steps<string | undefined>;
}

/** The same for what is beside the store's file: also where that cannot be opened. */
export interface FolderCheck {
  readonly name: string;
  readonly step: string;
  readonly examine: (place: Pick<Workplace, 'paths'>) => Finding;
  readonly repair?: (place: Pick<Workplace, 'paths'>) => string | undefined;
}
