import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccount } from './account.ts';
import { refuse, sendJson } from './answer-json.ts';
import { type ChatRequest, chatRequest, type JsonObject, unknownFields } from './chat-request.ts';
import { modelList, rateLimits, TRAITS } from './listing.ts';
import { findScenario } from './scenarios.ts';

/** A request as it came; `body` is parsed when it is JSON. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface ModelServerOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** true: any key will do; a string: only this key. Default: none is needed. */
  readonly requireKey?: boolean | string;
  /** true: the list of models asks for the key as well, as OpenAI's does and Venice's does not. */
  readonly keyForModels?: boolean;
  /** Speed of the models that have none of their own; default Infinity. */
  readonly tokensPerSecond?: number;
  /** Answers to `/chat/completions` by model id, byte by byte; they take precedence. */
  readonly scripts?: Readonly<Record<string, Script>>;
}

/** `whenGoing` resolves when replies are not held. */
export type Script = (request: RecordedRequest, response: ServerResponse, whenGoing: () => Promise<void>) => void;

export interface ModelServer {
  /** `http://127.0.0.1:<port>/api/v1` */
  readonly baseUrl: string;
  /** Every request so far, in order. */
  readonly requests: readonly RecordedRequest[];
  /** Replies say no more until `resume`: a test looks at one that is being written, however long it takes to look. */
  hold(): void;
  resume(): void;
  /** Ends all connections, too. */
  close(): Promise<void>;
}

const ROOT = '/api/v1';

/** A model server over real HTTP that answers as its model's id says: see `scenarios.ts`. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: RecordedRequest[] = [];
  const attempts = new Map<string, number>();
  const account = createAccount();
  let going = Promise.withResolvers<void>();
  going.resolve();
  const whenGoing = () => going.promise;

  const server = createServer((request, response) => {
    void record(request).then((recorded) => {
      requests.push(recorded);
      route(recorded, response);
    });
  });

  const route = (request: RecordedRequest, response: ServerResponse): void => {
    // Pages of an extension without the permission for this host ask first.
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    response.setHeader('access-control-expose-headers', '*');
    const [path] = request.path.split('?');
    switch (`${request.method} ${path}`) {
      case `GET ${ROOT}/models`:
        if (options.keyForModels && !mayPass(request, response)) return undefined;
        return sendJson(response, 200, modelList());
      case `GET ${ROOT}/models/traits`:
        return sendJson(response, 200, TRAITS);
      case `GET ${ROOT}/api_keys/rate_limits`:
        return mayPass(request, response) ? sendJson(response, 200, rateLimits(account)) : undefined;
      case `POST ${ROOT}/chat/completions`:
        return mayPass(request, response) ? chat(request, response) : undefined;
      default:
        if (request.method === 'OPTIONS') return void response.writeHead(204).end();
        return refuse(response, 404, 'Not found');
    }
  };

  /** As Venice does: without a key it asks for payment (x402), a wrong key is refused. */
  const mayPass = ({ headers }: RecordedRequest, response: ServerResponse): boolean => {
    const { requireKey = false } = options;
    const key = headers.authorization?.replace(/^Bearer /, '');
    if (requireKey === false || key === requireKey || (requireKey === true && key !== undefined)) return true;
    if (key === undefined) sendJson(response, 402, { x402Version: 2, error: 'Authentication required', accepts: [] });
    else refuse(response, 401, 'Authentication failed');
    return false;
  };

  const chat = (recorded: RecordedRequest, response: ServerResponse): void => {
    const request = chatRequest(recorded.body);
    const script = request && options.scripts?.[request.model];
    if (script) return script(recorded, response, whenGoing);
    const unknown = unknownFields(recorded.body);
    if (request === undefined || unknown.length > 0) return invalid(response, unknown);
    play(request, response);
  };

  const play = (request: ChatRequest, response: ServerResponse): void => {
    const found = findScenario(request.model);
    if (found === undefined) return refuse(response, 404, `Specified model not found: ${request.model}`);
    const attempt = (attempts.get(request.model) ?? 0) + 1;
    attempts.set(request.model, attempt);
    response.setHeader('x-venice-balance-usd', String(account.usd));
    response.setHeader('x-venice-balance-diem', String(account.diem));
    const { tokensPerSecond = Number.POSITIVE_INFINITY } = options;
    void found.scenario.play({ request, number: found.number, attempt, response, tokensPerSecond, whenGoing, account });
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${ROOT}`,
    requests,
    hold: () => {
      going = Promise.withResolvers();
    },
    resume: () => going.resolve(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  return { method, path: url, headers, body: parsed(Buffer.concat(chunks).toString()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function invalid(response: ServerResponse, unknown: readonly string[]): void {
  const details: JsonObject = { _errors: unknown.map((field) => `Unrecognized key: "${field}"`) };
  sendJson(response, 400, { error: 'Invalid request parameters', details, issues: [] });
}
