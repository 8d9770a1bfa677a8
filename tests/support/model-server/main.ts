import { parseArgs } from 'node:util';
import { startModelServer } from './start-model-server.ts';

/** Prints `{"baseUrl":"http://127.0.0.1:<port>/api/v1"}` as one line and runs until SIGTERM or the end of stdin. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'tokens-per-second': { type: 'string', default: '60' },
    'require-key': { type: 'boolean', default: false },
  },
});

const server = await startModelServer({
  port: Number(values.port),
  tokensPerSecond: Number(values['tokens-per-second']),
  requireKey: values['require-key'],
});

const stop = (): void => void server.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.stdin.once('end', stop).resume();

process.stdout.write(`${JSON.stringify({ baseUrl: server.baseUrl })}\n`);
