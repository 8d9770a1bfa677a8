import { PATIENCE } from '../../../native-host/begin-immediate.ts';
import { healStore } from '../../../native-host/heal/heal-store.ts';
import { dataPaths } from '../../../native-host/paths.ts';
import { createWorkplace } from '../../../native-host/workplace.ts';

// heal-store <home> <step>: tells each step, and at this one waits for the end.
const [home = '', until] = process.argv.slice(2);
const place = createWorkplace({
  paths: dataPaths({ HOLDFAST_HOME: home }, process.platform, home),
  isCancelled: () => false,
  onProgress(_, step) {
    process.stdout.write(`${step}\n`);
    if (step === until) PATIENCE.sleep(60_000);
  },
});
await healStore('a test', place);
process.stdout.write('done\n');
