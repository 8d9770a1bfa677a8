import type { Locator, Page } from '@playwright/test';

/** Opens the list of sessions, at any width. */
export async function openList(panel: Page): Promise<void> {
  const field = panel.getByRole('searchbox', { name: 'Filter sessions' });
  if (!(await field.isVisible())) await panel.getByRole('button', { name: 'Show sessions' }).click();
  await field.waitFor();
}

export async function showShelf(panel: Page, name: 'Active' | 'Archived' | 'Trash'): Promise<void> {
  await openList(panel);
  await panel.getByRole('radio', { name }).check();
}

export function sessionRow(panel: Page, title: string): Locator {
  return panel.locator('.session-open').filter({ hasText: title }).first();
}

/** Scrolls the conversation; from its start, or negative from its end. As text: scripts know no browser's types. */
export async function scrollLog(panel: Page, place: 'start' | 'end' | number): Promise<void> {
  const top = place === 'start' ? 0 : place === 'end' ? 1e9 : place;
  const fromEnd = top < 0 ? 'log.scrollHeight - log.clientHeight' : '0';
  await panel.evaluate(`{
    const log = document.querySelector('.log');
    log.scrollTop = ${fromEnd} + ${top};
  }`);
}

/** Brings something of the conversation to the upper edge. */
export async function scrollTo(place: Locator): Promise<void> {
  await place.evaluate('(element) => element.scrollIntoView({ block: "start" })');
}
