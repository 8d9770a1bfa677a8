import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { replies, replyLetters } from '../browser/drive-panel.ts';

/** The longest that anything of a reply is waited for. */
export const REPLY_WAIT_MS = 120_000;

/** Enough of a reply to interrupt it. */
const ENOUGH_LETTERS = 100;

/** What stood on the screen, and a moment at which it stood there. */
export interface Sample {
  readonly at: number;
  readonly letters: string;
}

/** Notes what stands on the screen, until there is enough or the reply is over, or for a time. */
export async function watchReply(panel: Page, durationMs?: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const isOver = () => samples.at(-1)?.letters === '' && samples.some(({ letters }) => letters !== '');
  const isDone = () =>
    durationMs === undefined
      ? (samples.at(-1)?.letters.length ?? 0) >= ENOUGH_LETTERS || isOver() || since(startedAt) > REPLY_WAIT_MS
      : since(startedAt) >= durationMs;
  while (!isDone()) {
    const letters = await replyLettersSoFar(panel);
    // Taken after the text was read: it stood there by then.
    samples.push({ at: performance.now(), letters });
    await sleep(20);
  }
  return samples;
}

/** Empty while the newest turn is a question, or the reply has no text yet. */
export async function replyLettersSoFar(panel: Page): Promise<string> {
  const isReplying = await panel.getByRole('button', { name: 'Stop' }).isVisible();
  const hasText = (await replies(panel).last().locator('.markdown').count()) > 0;
  return isReplying && hasText ? replyLetters(panel) : '';
}

/** Looks every few milliseconds; what does not come in time ends the tour. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (since(startedAt) > REPLY_WAIT_MS) throw new Error(`Waited ${REPLY_WAIT_MS} ms for ${what}`);
    await sleep(2);
  }
}

/** Whole milliseconds since a moment of `performance.now()`. */
export function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
