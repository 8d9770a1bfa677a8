import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { OUTPUT } from '../repository.ts';

/** Tells one step and its figures; with a panel also a picture of it, under `picture`. */
export type TellStep = (what: string, figures: readonly string[], panel?: Page, picture?: string) => Promise<void>;

/** Numbers the steps from one, and empties the folder of the pictures. */
export function createTellStep(): TellStep {
  const pictures = join(OUTPUT, 'tour');
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  let stepCount = 0;
  return async (what, figures, panel, picture) => {
    stepCount += 1;
    console.log(`\n${stepCount}. ${what}`);
    for (const figure of figures) console.log(`   ${figure}`);
    if (panel === undefined) return;
    const path = join(pictures, `${stepCount}-${picture}.png`);
    await panel.screenshot({ path });
    console.log(`   ${path}`);
  };
}
