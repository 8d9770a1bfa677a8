import { PassThrough } from 'node:stream';
import { MAX_FRAME_TO_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { createFrameDecoder, encodeFrame } from '../../../native-host/framing.ts';
import { runBuiltHost } from './built-host.ts';

// The host, which answers the methods in REFUSED (with commas) with the error in REFUSAL (JSON), as an older one or one that fails.
const refused = new Set(process.env['REFUSED']?.split(','));
const error: unknown = JSON.parse(process.env['REFUSAL'] ?? '{}');
const browser = process.stdin;
const passedOn = new PassThrough();
const answer = process.stdout.write.bind(process.stdout);
const decoder = createFrameDecoder(MAX_FRAME_TO_HOST_BYTES);
browser.on('data', (bytes: Buffer) => {
  for (const frame of decoder.push(bytes)) {
    const text = frame.toString();
    const { id, method } = JSON.parse(text) as { id?: unknown; method?: string };
    if (method !== undefined && refused.has(method)) answer(encodeFrame(JSON.stringify({ jsonrpc: '2.0', id, error })));
    else passedOn.write(encodeFrame(text));
  }
});
browser.on('end', () => passedOn.end());
Object.defineProperty(process, 'stdin', { value: passedOn });
await runBuiltHost();
