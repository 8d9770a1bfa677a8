import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Rules that a page broke, with the places; in dark and in light. */
export async function brokenRules(panel: Page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const colorScheme of ['dark', 'light'] as const) {
    await panel.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // One page only: the usual mode opens a second one, which a side panel has no place for.
    const { violations } = await new AxeBuilder({ page: panel }).setLegacyMode().analyze();
    for (const { id, nodes } of violations) {
      found[`${id} (${colorScheme})`] = nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`);
    }
  }
  return found;
}
