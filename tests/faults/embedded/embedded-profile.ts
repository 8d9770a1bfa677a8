import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { expect, onTestFinished } from 'vitest';
import type { Result } from '../../../lib/protocol/methods.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { createProfile, type Profile } from '../../support/browser/profile.ts';

const PAGE_REQUESTS = readFileSync(new URL('./page-requests.js', import.meta.url), 'utf8');

/** The worker may be starting, on a machine that is busy. */
const ANSWER_WAIT_MS = 90_000;

/** A browser's profile that never had a host, until the test is over. */
export function profileWithoutHost(): Profile {
  const profile = createProfile({ isServerAllowed: true });
  onTestFinished(() => profile.dispose());
  return profile;
}

/** A page that asks the background: no panel, which would do things of its own. */
export async function openAskingPage(browser: RunningBrowser): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`chrome-extension://${browser.extensionId}/options.html`);
  await page.evaluate(PAGE_REQUESTS);
  return page;
}

/** Asks until there is an answer. */
export async function ask<Answer>(page: Page, method: string, params: object): Promise<Answer> {
  let answer: Answer | undefined;
  const once = async () => {
    answer = await page.evaluate<Answer | undefined>(`ask(${JSON.stringify(method)}, ${JSON.stringify(params)})`);
    return answer !== undefined;
  };
  try {
    await expect.poll(once, { timeout: ANSWER_WAIT_MS, message: method }).toBe(true);
  } catch (cause) {
    throw new Error(`${method}: ${await page.evaluate<string>('JSON.stringify(globalThis.refusal)')}`, { cause });
  }
  return answer as Answer;
}

/** A new session. */
export async function createSession(page: Page): Promise<string> {
  const id = newId();
  await ask(page, 'sessions/create', { id, title: 'Session', model: 'm', _meta: { requestId: newId() } });
  return id;
}

/** Writes one message after the other, without a pause; the function ends that, and returns the ids of those acknowledged. */
export async function startWriting(page: Page, sessionId: string, longest: number): Promise<() => Promise<string[]>> {
  await page.evaluate(`void (globalThis.writing = writeAll(${JSON.stringify(sessionId)}, ${longest}))`);
  return async () => {
    await page.evaluate('isOver = true; writing');
    return page.evaluate<string[]>('acknowledged');
  };
}

/** The ids of what is acknowledged by now. */
export function acknowledgedBy(page: Page): Promise<string[]> {
  return page.evaluate<string[]>('acknowledged');
}

/** Resolves when something more is acknowledged than was. */
export async function whenMoreIs(page: Page, count: number): Promise<number> {
  let now = count;
  const look = async () => {
    now = await page.evaluate<number>('acknowledged.length');
    return now > count;
  };
  await expect.poll(look, { timeout: ANSWER_WAIT_MS, interval: 10 }).toBe(true);
  return now;
}

/** So few that the longest of them come in one answer: a page that asks joins no chunks. */
const PAGE_SIZE = 60;

/** Every message of a session, in order. */
async function readMessages(page: Page, sessionId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let hasMore = true; hasMore; ) {
    const before = messages[0]?.sequence;
    const range = { sessionId, limit: PAGE_SIZE, ...(before !== undefined && { before }) };
    const found = await ask<Result<'messages/list'>>(page, 'messages/list', range);
    messages.unshift(...found.messages);
    hasMore = found.hasMore;
  }
  return messages;
}

/** What was acknowledged is there once, as it was written; places have no gaps, and the doctor finds nothing. */
export async function expectSound(page: Page, sessionId: string, acknowledged: readonly string[], longest: number) {
  const messages = await readMessages(page, sessionId);
  const ids = messages.map(({ id }) => id);
  const wanted = await page.evaluate<string[]>(`${JSON.stringify(ids)}.map((id) => textOf(id, ${longest}))`);
  expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1));
  expect(messages.map(({ content }, index) => content === wanted[index])).toEqual(messages.map(() => true));
  expect(new Set(ids).size).toBe(ids.length);
  expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
  const { checks } = await ask<Result<'doctor/run'>>(page, 'doctor/run', {});
  // The second copy follows a moment after the first, which a kill does not wait for.
  expect(checks.filter(({ ok, name }) => !ok && name !== 'copies')).toEqual([]);
}
