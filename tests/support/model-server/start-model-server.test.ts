import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from './scenarios.ts';
import { type ModelServer, startModelServer } from './start-model-server.ts';

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer({ requireKey: 'sk-right' });
});

afterAll(() => server.close());

function ask(body: object, key: string | null = 'sk-right'): Promise<Response> {
  return fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Why\n42?' }], ...body }),
  });
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
}

const textOf = (stream: string) =>
  [...stream.matchAll(/^data: (\{.*\})\r?$/gm)]
    .map(([, json = '']) => (JSON.parse(json) as Chunk).choices?.[0]?.delta?.content ?? '')
    .join('');

describe('startModelServer', () => {
  it('records requests', async () => {
    await ask({ model: 'demo-no-usage', stream: true });
    expect(server.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/v1/chat/completions',
      headers: { authorization: 'Bearer sk-right' },
      body: { model: 'demo-no-usage', stream: true, messages: [{ role: 'user', content: 'Why\n42?' }] },
    });
  });

  it('refuses as Venice does', async () => {
    const told = async (response: Response) => [response.status, await response.json()];
    expect(await told(await ask({ model: 'demo' }, null))).toEqual([
      402,
      { x402Version: 2, error: 'Authentication required', accepts: [] },
    ]);
    expect(await told(await ask({ model: 'demo' }, 'sk-wrong'))).toEqual([401, { error: 'Authentication failed' }]);
    expect(await told(await ask({ model: 'demo', timings_per_token: true }))).toEqual([
      400,
      {
        error: 'Invalid request parameters',
        details: { _errors: ['Unrecognized key: "timings_per_token"'] },
        issues: [],
      },
    ]);
    expect(await told(await ask({ model: 'other' }))).toEqual([404, { error: 'Specified model not found: other' }]);
  });

  it('lists every scenario under a name that says what it is', async () => {
    const { data } = (await (await fetch(`${server.baseUrl}/models?type=text`)).json()) as {
      data: { id: string; model_spec: { name: string } }[];
    };
    expect(data.map(({ id }) => id)).toEqual(Object.keys(SCENARIOS));
    expect(data.every(({ model_spec }) => model_spec.name.startsWith('Scripted demo model'))).toBe(true);
  });

  it('says in every reply what it is; demo repeats the question', async () => {
    const silent = /^demo-(silence|stall|slow|cut|json|4..|500)$/;
    for (const model of Object.keys(SCENARIOS).filter((id) => !silent.test(id))) {
      expect(textOf(await (await ask({ model, stream: true })).text())).toMatch(/^(# )?Scripted demo model/);
    }
    expect(textOf(await (await ask({ model: 'demo' })).text())).toContain('> Why 42?\n');
  });

  it('takes the price of a reply from the balance', async () => {
    const balance = async () => Number((await ask({ model: 'demo-crlf' })).headers.get('x-venice-balance-usd'));
    expect((await balance()) - (await balance())).toBeGreaterThan(0);
  });

  it('sends as many tokens a second as the id says', async () => {
    const response = await ask({ model: 'demo-slow-100', stream: true });
    const startMs = performance.now();
    const reader = response.body?.getReader();
    let received = '';
    while (reader && textOf(received).split(/\s+/).length < 30)
      received += new TextDecoder().decode((await reader.read()).value);
    await reader?.cancel();
    expect(performance.now() - startMs).toBeGreaterThan(200);
    expect(textOf(received)).toMatch(/^Scripted demo model, slow on purpose\.\n\nSentence 1 goes on, /);
  });

  it('succeeds at the try that the id says', async () => {
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await ask({ model: 'demo-429-3', stream: true })).status);
    expect(statuses).toEqual([429, 429, 200, 200]);
  });
});

describe('main', () => {
  it.each(['SIGTERM', 'the end of stdin'])('prints its address and ends at %s', async (ending) => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, '--tokens-per-second', '1000'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { baseUrl } = JSON.parse(line.toString()) as { baseUrl: string };
    expect((await fetch(`${baseUrl}/models`)).status).toBe(200);
    if (ending === 'SIGTERM') child.kill('SIGTERM');
    else child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
