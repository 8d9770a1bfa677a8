import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from './start-model-server.ts';

/** Sentences of a slow reply. */
export const SENTENCES = 120;

/** A reply that takes its time, then tells what it used: 5 tokens in, 600 out. */
export function speakFor(replyMs: number): Script {
  return async (_, response, whenGoing) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (body: object) => response.write(`data: ${JSON.stringify(body)}\n\n`);
    for (let n = 1; n <= SENTENCES; n++) {
      send({ choices: [{ index: 0, delta: { content: `Sentence ${n} goes on. ` }, finish_reason: null }] });
      await sleep(replyMs / SENTENCES);
      await whenGoing();
    }
    send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    send({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 600, total_tokens: 605 } });
    response.end('data: [DONE]\n\n');
  };
}
