import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../lib/ui/markdown.tsx';
import { createRandom } from '../../support/rounds.ts';
import { showAllowed } from '../../support/show-allowed.ts';
import { HOSTILE_PIECES, hostileTexts } from './hostile-markdown.ts';

const GENERATED_COUNT = 20_000;
const SEED = 37;
/** Pieces of one generated text, at most. */
const MAX_PIECES = 30;

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

  it('takes time by length, whatever is repeated', { timeout: 120_000 }, () => {
    const runs = [
      ...HOSTILE_PIECES.flatMap((one, index) => [one, one + HOSTILE_PIECES[(index * 7 + 3) % HOSTILE_PIECES.length]]),
      ...[
        '**a_b~~c[',
        '$a ',
        'a $',
        '$$a\n',
        '\\[a',
        '[a](',
        '![a](<',
        'a$`',
        '$a\n\n',
        '\n$$\n',
        '<a b="',
        '[a]: b\n',
      ],
    ];
    const slow: string[] = [];
    for (const run of runs) {
      const [less = 0, more = 0] = [5000, 40_000].map((length) => costMs(run.repeat(length / run.length)));
      // Eight times the text: quadratic time would be sixty-four times as long. Below 200 ms nothing can be told, or matters.
      if (more > Math.max(200, less * 24)) slow.push(`${JSON.stringify(run)}: ${less} ms, ${more} ms`);
    }
    expect(slow).toEqual([]);
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

/** Time of this process only: others share the machine. */
function costMs(text: string): number {
  const startedAt = process.cpuUsage();
  renderMarkdown(text);
  return process.cpuUsage(startedAt).user / 1000;
}
