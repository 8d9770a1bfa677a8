import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOKEN_KINDS } from '../../../lib/ui/highlight/token-kinds.ts';

const folder = join(import.meta.dirname, '../../../lib/ui');
const tokens = readFileSync(join(folder, 'tokens.css'), 'utf8');
const styles = readFileSync(join(folder, 'markdown.css'), 'utf8');

/** Source: WCAG 2.2, success criterion 1.4.3, level AA, for text of this size. */
const LEAST_CONTRAST = 4.5;

describe('colours of code', () => {
  it.each(TOKEN_KINDS.flatMap((kind) => [[kind, 'light'] as const, [kind, 'dark'] as const]))(
    '%s can be read on the ground of code when it is %s',
    (kind, scheme) => {
      expect(styles).toContain(`.code-${kind} {\n  color: var(--code-${kind});`);
      const contrast = contrastOf(colour(`code-${kind}`, scheme), colour('ground-sunk', scheme));
      expect(contrast).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    },
  );
});

function colour(name: string, scheme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(tokens)?.[1] ?? '';
  const other = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  if (other !== undefined) return colour(other, scheme);
  const both = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value);
  const found = both?.[scheme === 'light' ? 1 : 2];
  if (found === undefined) throw new Error(`no colour in ${name}: ${value}`);
  return found;
}

/** Source: WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
