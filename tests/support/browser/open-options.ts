import type { Page } from '@playwright/test';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';

/** The options page in a tab of its own, at a section. */
export async function openOptions(
  { context, extensionId }: RunningBrowser,
  section = 'general',
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<Page> {
  const page = await context.newPage();
  await prepare(page);
  await page.goto(`chrome-extension://${extensionId}/options.html#${section}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}
