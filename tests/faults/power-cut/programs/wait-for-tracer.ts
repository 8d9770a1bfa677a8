import { readFileSync } from 'node:fs';

// --import: the program begins when a tracer is there, so that the trace has its first write.
const PAUSE_MS = 2;

while (!/^TracerPid:\t[1-9]/m.test(readFileSync('/proc/self/status', 'utf8'))) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
