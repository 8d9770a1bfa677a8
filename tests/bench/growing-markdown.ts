import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoReply } from '../support/model-server/demo-text.ts';

/** A reply whose beginning comes at once and whose end at a rate. */
export interface GrowingMarkdown {
  readonly totalLength: number;
  readonly tokensPerSecond: number;
  /** How long the rest takes. */
  readonly durationMs: number;
}

/** Letters of English text in a token, roughly. */
const TOKEN_LENGTH = 4;
/** As a network brings them: the tokens of this time come together. */
const WRITE_EVERY_MS = 10;

/** Every kind of block again and again, to this length. */
export function longMarkdown(length: number): string {
  const part = demoReply('What does Holdfast keep?');
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

/** Writes the reply as server-sent events. `until` is waited for between its beginning and the rest. */
export async function writeMarkdown(
  response: ServerResponse,
  { totalLength, tokensPerSecond, durationMs }: GrowingMarkdown,
  until: Promise<unknown>,
): Promise<void> {
  const text = longMarkdown(totalLength);
  const restLength = Math.floor((tokensPerSecond * TOKEN_LENGTH * durationMs) / 1000);
  let sent = Math.max(totalLength - restLength, 0);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(eventOf(text.slice(0, sent)));
  await until;
  const startedAt = performance.now();
  const from = sent;
  while (sent < totalLength && !response.destroyed) {
    await sleep(WRITE_EVERY_MS);
    const tokens = Math.floor(((performance.now() - startedAt) * tokensPerSecond) / 1000);
    let events = '';
    for (const due = Math.min(from + tokens * TOKEN_LENGTH, totalLength); sent < due; sent += TOKEN_LENGTH) {
      events += eventOf(text.slice(sent, sent + TOKEN_LENGTH));
    }
    if (events !== '') response.write(events);
  }
  response.end(`${eventOf('', 'stop')}data: [DONE]\n\n`);
}

function eventOf(content: string, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finishReason }] })}\n\n`;
}
