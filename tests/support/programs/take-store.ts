import { PATIENCE } from '../../../native-host/begin-immediate.ts';
import { takeStoreAlone } from '../../../native-host/store-lock.ts';

// take-store <folder>: asks for the store alone, and keeps it until it is killed.
const [folder = ''] = process.argv.slice(2);
process.stdout.write('asking\n');
takeStoreAlone(folder, 60_000, PATIENCE);
process.stdout.write('alone\n');
setInterval(() => {}, 60_000);
