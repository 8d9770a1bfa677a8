import type { Params } from '../../lib/protocol/methods.ts';
import { helloHandlers } from '../../native-host/handlers/hello.ts';
import { createStdioConnection } from '../../native-host/stdio-connection.ts';

interface RefusingHello {
  readonly hostVersion: string;
  /** The protocol that the extension is taken to speak. */
  readonly extensionProtocol: number;
}

/** A host in this process that answers everything as a real one does the `hello` of another protocol: with what is to be updated. */
export function refusingHello({ hostVersion, extensionProtocol }: RefusingHello): void {
  const { hello } = helloHandlers({ info: neverAsked }, hostVersion);
  createStdioConnection({
    input: process.stdin,
    write: (bytes) => void process.stdout.write(bytes),
    timers: {
      set: (callback, ms) => setTimeout(callback, ms),
      clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
    },
    onRequest: (_method, params) => hello({ ...(params as Params<'hello'>), protocol: extensionProtocol }),
    onNotification: () => {},
    onEnd: () => process.exit(0),
    onBroken: () => process.exit(1),
  });
}

function neverAsked(): never {
  throw new Error('Another protocol is refused before the store is looked at.');
}
