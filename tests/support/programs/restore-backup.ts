import { restoreBackup } from '../../../native-host/backups/restore-backup.ts';
import { PATIENCE } from '../../../native-host/begin-immediate.ts';
import { dataPaths } from '../../../native-host/paths.ts';
import { createWorkplace } from '../../../native-host/workplace.ts';

// restore-backup <home> <name> <step>: tells each step, and at this one waits for the end.
const [home = '', name = '', until] = process.argv.slice(2);
const paths = dataPaths({ HOLDFAST_HOME: home }, process.platform, home);
const place = createWorkplace({
  paths,
  isCancelled: () => false,
  onProgress(_, step) {
    process.stdout.write(`${step}\n`);
    if (step === until) PATIENCE.sleep(60_000);
  },
});
await restoreBackup(name, place);
process.stdout.write('done\n');
