import { claimLock } from '../../../native-host/locks.ts';

// hold-lock <folder> <name>: claims a lock, tells whether it got it, and holds it until it is killed.
const [folder = '', name = ''] = process.argv.slice(2);
const release = claimLock(folder, name);
process.stdout.write(release ? 'mine\n' : 'taken\n');
if (release) setInterval(() => {}, 60_000);
