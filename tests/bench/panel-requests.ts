import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { v7 as newId } from 'uuid';

const PANEL_REQUEST = readFileSync(new URL('./panel-request.js', import.meta.url), 'utf8');

/** Makes a page of the extension ask the background as its own code does. */
export async function prepareRequests(page: Page): Promise<void> {
  await page.evaluate(PANEL_REQUEST);
}

/** Milliseconds until the page has the result. */
export async function request(page: Page, method: string, params: object): Promise<number> {
  const { answer, durationMs } = await page.evaluate<{ answer: { error?: object }; durationMs: number }>(
    `benchRequest(${envelope(method, params)})`,
  );
  if (answer.error) throw new Error(`${method} failed: ${JSON.stringify(answer.error)}`);
  return durationMs;
}

let lastId = 0;

/** A request as text, with an id of its own. */
export function envelope(method: string, params: object): string {
  const id = `bench-${++lastId}`;
  return JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: { requestId: newId() } } });
}
