import { AppError } from '../../../lib/protocol/errors.ts';
import type { TransferHandlers } from './embedded-host.ts';

/** Answers export and import where they need the host. */
export function noTransfer(): TransferHandlers {
  const refuse = () => {
    throw new AppError('invalid', 'Export and import need the host in this version. Install it, then try again.');
  };
  return { 'uploads/put': refuse, 'imports/analyze': refuse, 'data/import': refuse, 'data/export': refuse };
}
