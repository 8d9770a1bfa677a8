import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { settle } from '../states/at-widths.ts';

/** The rules, among those that axe applies unasked, that can be broken in one scheme and kept in the other. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

export const SCHEMES = ['dark', 'light'] as const;

/** Rules that a page broke, with the places; in dark and in light unless named otherwise. */
export async function brokenRules(
  panel: Page,
  schemes: readonly (typeof SCHEMES)[number][] = SCHEMES,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const colorScheme of schemes) {
    await panel.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // On their way from one scheme to the other colours are of neither.
    await settle(panel);
    // One page only: the usual mode opens a second one, which a side panel has no place for.
    // Only what is broken: with what is not told in full as well it takes half as long again.
    const axe = new AxeBuilder({ page: panel }).setLegacyMode().options({ resultTypes: ['violations'] });
    const { violations } = await (colorScheme === schemes[0] ? axe : axe.withRules(COLOUR_RULES)).analyze();
    for (const { id, nodes } of violations) {
      found[`${id} (${colorScheme})`] = nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`);
    }
  }
  return found;
}
