import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from './start-model-server.ts';

/** A script that answers with these pieces of text, one after the other. */
export function replyWith(pieces: readonly string[], pauseMs = 0): Script {
  return (_, response, whenGoing) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const event = (choice: object) =>
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
    void (async () => {
      for (const content of pieces) {
        event({ delta: { content } });
        if (pauseMs > 0) await sleep(pauseMs);
        await whenGoing();
      }
      event({ delta: {}, finish_reason: 'stop' });
      response.end('data: [DONE]\n\n');
    })();
  };
}
