import { PROTOCOL_VERSION } from '../../../lib/protocol/limits.ts';
import type { Params } from '../../../lib/protocol/methods.ts';
import { helloHandlers } from '../../../native-host/handlers/hello.ts';
import { createStdioConnection } from '../../../native-host/stdio-connection.ts';

// Answers as a host does to an extension of the next protocol: with nothing but what is to be updated.
const { hello } = helloHandlers({ info: neverAsked }, '0.0.9');
createStdioConnection({
  input: process.stdin,
  write: (bytes) => void process.stdout.write(bytes),
  timers: { set: (callback, ms) => setTimeout(callback, ms), clear: (timer) => clearTimeout(timer as NodeJS.Timeout) },
  onRequest: (_method, params) => hello({ ...(params as Params<'hello'>), protocol: PROTOCOL_VERSION + 1 }),
  onNotification: () => {},
  onEnd: () => process.exit(0),
  onBroken: () => process.exit(1),
});

function neverAsked(): never {
  throw new Error('Another protocol is refused before the store is looked at.');
}
