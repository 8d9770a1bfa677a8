import type { Page } from '@playwright/test';
import { expect } from 'vitest';
import { lettersOf, messageField, restorePrompt, startSession } from '../../../scripts/browser/drive-panel.ts';

/** What a person sees at one moment. */
export interface Look {
  /** What the panel says of saving. */
  readonly status: string;
  /** What stands in the message field. */
  readonly draft: string;
  /** Letters of the newest reply. */
  readonly letters: string;
  /** When it was seen: at the earliest then, by this process's clock. */
  readonly atMs: number;
}

/** Everything at one moment: what is asked for one after the other could be of different ones. */
export async function look(panel: Page): Promise<Look> {
  const seen = await panel.evaluate(() => ({
    status: document.querySelector('.save-state')?.textContent ?? '',
    draft: document.querySelector('textarea')?.value ?? '',
    reply: [...document.querySelectorAll('.message .markdown')].at(-1)?.textContent ?? '',
  }));
  return { status: seen.status, draft: seen.draft, letters: lettersOf(seen.reply), atMs: performance.now() };
}

/** Whether the panel promises that nothing is lost: the store has everything, or the journal has. */
export function isPromised({ status }: Look): boolean {
  return status === 'Saved' || status.startsWith('Queued');
}

/** Waits until a panel has looked for crashes, and gives the session that it offers to restore; undefined when it offers none. */
export async function offeredSession(panel: Page): Promise<string | undefined> {
  const step = () => panel.locator('html').getAttribute('data-start');
  await expect.poll(step, { timeout: 10_000 }).toMatch(/^(session|view|ready)$/);
  if ((await panel.locator('html').getAttribute('data-offer')) !== 'open') return undefined;
  const prompt = restorePrompt(panel);
  await prompt.waitFor();
  return (await prompt.locator('.restore-title').first().textContent()) ?? '';
}

/** Shows the new session with its draft; resolves when everything that was on its way is in the store. */
export async function openNewSession(panel: Page): Promise<void> {
  await startSession(panel);
  await whenSaved(panel);
  await messageField(panel).and(panel.locator(':not([readonly])')).waitFor();
}

export async function whenSaved(panel: Page): Promise<void> {
  await expect.poll(async () => (await look(panel)).status, { timeout: 20_000 }).toBe('Saved');
}
