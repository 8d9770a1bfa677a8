import { holdStore, isStoreWanted } from '../../../native-host/store-lock.ts';

// hold-store <folder> [stubborn]: holds the store until it is wanted, or for ever.
const [folder = '', stubborn] = process.argv.slice(2);
const letGo = holdStore(folder);
process.stdout.write(letGo ? 'held\n' : 'refused\n');
if (letGo) {
  const timer = setInterval(() => {
    if (stubborn || !isStoreWanted(folder)) return;
    letGo();
    process.stdout.write('let go\n');
    clearInterval(timer);
  }, 10);
}
