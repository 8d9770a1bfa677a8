import { effect } from '@preact/signals';
import type { AppearanceModel } from './models/appearance-model.ts';

/** Keeps what the styles look at on the root of a page. Before its first picture, `public/first-paint.js` has set the colours. */
export function wearAppearance(root: HTMLElement, { theme, motion }: Pick<AppearanceModel, 'theme' | 'motion'>): void {
  effect(() => {
    root.dataset['theme'] = theme.value;
    root.dataset['motion'] = motion.value;
  });
}
