import { refuse, sendJson } from './answer-json.ts';
import { openStream, type Turn } from './answer-stream.ts';
import { playDemo } from './replies.ts';

/** Refuses; when the model's id ends in a number, only until the try of that number. */
export function refusing(status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  return (turn: Turn): void | Promise<void> => {
    if (turn.number !== undefined && turn.attempt >= turn.number) return playDemo(turn);
    for (const [name, value] of Object.entries(headers)) turn.response.setHeader(name, value);
    return sendJson(turn.response, status, body);
  };
}

/** As Venice in 2024, and some local servers. */
export function refuseStreamOptions(turn: Turn): void | Promise<void> {
  if (!turn.request.hasStreamOptions) return playDemo(turn);
  return refuse(turn.response, 400, 'Unrecognized request argument supplied: stream_options');
}

/** Fails within the answer, at HTTP 200, and still says `[DONE]`. */
export async function playOverload(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  await stream.words('Scripted demo model: this far, then');
  await stream.event({
    error: {
      message: 'The scripted demo model is overloaded.',
      type: 'server_error',
      code: 'model_overloaded',
      param: null,
      retry_after: 30,
    },
  });
  await stream.end();
}
