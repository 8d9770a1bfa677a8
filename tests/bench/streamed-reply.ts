import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a model server sends: so many events of so many letters each, evenly over a time. */
export interface StreamedReply {
  readonly eventCount: number;
  readonly lettersPerEvent: number;
  readonly durationMs: number;
}

/** As a network brings them: the events of this time come together. */
const WRITE_EVERY_MS = 5;

/** Writes a reply as server-sent events, the same bytes each time. */
export async function writeReply(response: ServerResponse, reply: StreamedReply): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const startedAt = performance.now();
  for (let sent = 0; sent < reply.eventCount && !response.destroyed; ) {
    const share = Math.min((performance.now() - startedAt) / reply.durationMs, 1);
    const due = Math.max(Math.floor(share * reply.eventCount), sent + 1);
    let bytes = '';
    for (; sent < due; sent++) bytes += eventText(sent, reply.lettersPerEvent);
    response.write(bytes);
    await sleep(WRITE_EVERY_MS);
  }
  const usage = { prompt_tokens: 10, completion_tokens: reply.eventCount, total_tokens: 10 + reply.eventCount };
  response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
  response.write(chunk({ choices: [], usage }));
  response.end('data: [DONE]\n\n');
}

function eventText(place: number, letters: number): string {
  const content = `${place} `.padEnd(letters, 'word ');
  return chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
}

function chunk(fields: object): string {
  const base = { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1_739_928_524, model: 'bench' };
  return `data: ${JSON.stringify({ ...base, ...fields })}\n\n`;
}
