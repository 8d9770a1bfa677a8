import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startDemoProvider } from '../../../scripts/demo/demo-provider.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provider-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

describe('startDemoProvider', () => {
  it('takes the server of the environment and starts nothing', async () => {
    const env = { HOLDFAST_PROVIDER_URL: 'https://example.com/v1', HOLDFAST_PROVIDER_KEY: 'k' };
    const { baseUrl, apiKey, model } = await startDemoProvider(folder, env);
    expect({ baseUrl, apiKey, model }).toEqual({ baseUrl: 'https://example.com/v1', apiKey: 'k', model: '' });
  });

  it('starts the scripted one, at the same address the next time, at another when that is taken', async () => {
    const first = await startDemoProvider(folder, {});
    expect((await fetch(`${first.baseUrl}/models`)).status).toBe(200);
    await stopped(first);

    const second = await startDemoProvider(folder, {});
    expect(second.baseUrl).toBe(first.baseUrl);
    await stopped(second);

    const occupant = createServer().listen(Number(new URL(first.baseUrl).port), '127.0.0.1');
    onTestFinished(() => void occupant.close());
    const third = await startDemoProvider(folder, {});
    expect(third.baseUrl).not.toBe(first.baseUrl);
    expect((await fetch(`${third.baseUrl}/models`)).status).toBe(200);
    await stopped(third);
  });
});

async function stopped({ baseUrl, close }: { baseUrl: string; close(): void }): Promise<void> {
  close();
  await expect
    .poll(() =>
      fetch(baseUrl).then(
        () => 'up',
        () => 'down',
      ),
    )
    .toBe('down');
}
