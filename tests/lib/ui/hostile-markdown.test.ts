import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../lib/ui/markdown.tsx';
import { createRandom } from '../../support/rounds.ts';
import { showAllowed } from '../../support/show-allowed.ts';
import { HOSTILE_PIECES, hostileRuns, hostileTexts } from './hostile-markdown.ts';

const GENERATED_COUNT = 20_000;
const SEED = 37;
/** Pieces of one generated text, at most. */
const MAX_PIECES = 30;
/** Long enough that time by the square of the length is felt; `npm run bench` says how long each takes. */
const RUN_LENGTH = 40_000;

describe('renderMarkdown of hostile text', () => {
  it('knows enough of it', () => {
    expect(new Set(hostileTexts()).size).toBeGreaterThan(500);
  });

  it('draws known attacks from the allow-list only', () => {
    const escaped = hostileTexts().filter((text) => !isAllowed(text));
    expect(escaped).toEqual([]);
  });

  it('links to nothing but absolute http, https and mail addresses', () => {
    const schemes = hostileTexts().flatMap((text) =>
      [...showAllowed(renderMarkdown(text)).matchAll(/<a href="([a-z-]+:)/g)].map(([, scheme]) => scheme),
    );
    expect(new Set(schemes)).toEqual(new Set(['https:', 'http:', 'mailto:']));
  });

  it(`draws ${GENERATED_COUNT} generated texts from the allow-list only`, { timeout: 120_000 }, () => {
    const random = createRandom(SEED);
    const escaped = [];
    for (let count = 0; count < GENERATED_COUNT; count += 1) {
      const pieces = Array.from({ length: 1 + random.below(MAX_PIECES) }, () => random.pick(HOSTILE_PIECES));
      if (!isAllowed(pieces.join(''))) escaped.push(pieces.join(''));
    }
    expect(escaped).toEqual([]);
  });

  it('draws long runs of any piece from the allow-list only', { timeout: 120_000 }, () => {
    const escaped = hostileRuns().filter((run) => !isAllowed(run.repeat(RUN_LENGTH / run.length)));
    expect(escaped).toEqual([]);
  });
});

function isAllowed(text: string): boolean {
  try {
    showAllowed(renderMarkdown(text));
    return true;
  } catch {
    return false;
  }
}
