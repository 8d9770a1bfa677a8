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

/** Brings a heading of a reply to the upper edge. */
export async function scrollToHeading(panel: Page, title: string): Promise<void> {
  await panel.evaluate(`[...document.querySelectorAll('.log :is(h3, h4, h5)')]
    .find((heading) => heading.textContent === ${JSON.stringify(title)})
    .scrollIntoView({ block: 'start' })`);
}

/** Scrolls the settings, whose start and end are seen apart. */
export async function scrollSettings(panel: Page, place: 'start' | 'end'): Promise<void> {
  await panel.evaluate(`document.querySelector('.settings').scrollTo(0, ${place === 'start' ? 0 : 1e6})`);
}
