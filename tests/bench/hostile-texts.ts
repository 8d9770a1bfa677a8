import { lexBounded } from '../../lib/ui/bounded-lexer.ts';
import { codeTokens } from '../../lib/ui/highlight/code-tokens.ts';
import { type ParserName, parserFor } from '../../lib/ui/highlight/languages.ts';
import { loadParser } from '../../lib/ui/highlight/parsers.ts';
import { PIECES, SAMPLES } from '../lib/ui/highlight/code-samples.ts';
import { hostileRuns } from '../lib/ui/hostile-markdown.ts';
import { type Benchmark, countFor, type Effort, type Row } from './benchmark.ts';
import { compare, interleave, timed } from './statistics.ts';

/** How much longer the long text is. */
const TIMES_LONGER = 8;
const LONG_CHARACTERS = 40_000;
/** Of the floor. Where time grows with the square of the length, the ratio is {@link TIMES_LONGER}. */
const MAX_RATIO = 2.5;

/** A text in two lengths, and what reads it. */
interface Run {
  readonly piece: string;
  readonly read: (text: string) => unknown;
}

/** What a text costs that was made to cost much. */
export const hostileTexts: Benchmark = {
  name: 'hostile-texts',
  method: `**Hostile texts**: a model's reply can be anything, and is read in the page. Every piece that parsers stumble over, and pairs
of them, are repeated to ${LONG_CHARACTERS.toLocaleString('en')} characters and read as Markdown, and as code in every language; the lines are those that take longest of
all. Floor: ${TIMES_LONGER} times what the first ${LONG_CHARACTERS / TIMES_LONGER} characters of the same text take. Time that grows with the square of the length is
${TIMES_LONGER} floors.`,

  async run({ effort }) {
    return {
      rows: [
        await costliest('the costliest hostile Markdown, 40,000 characters', markdownRuns(), effort),
        await costliest('the costliest hostile code, 40,000 characters', await codeRuns(), effort),
      ],
      parts: [],
    };
  },
};

function markdownRuns(): Run[] {
  return hostileRuns().map((piece) => ({ piece, read: lexBounded }));
}

async function codeRuns(): Promise<Run[]> {
  const runs: Run[] = [];
  for (const [language] of SAMPLES) {
    const parser = await loadParser(parserFor(language) as ParserName);
    for (const piece of PIECES) runs.push({ piece, read: (text) => [...codeTokens(text, parser)] });
  }
  return runs;
}

/** Each is read a few times to find the one that takes longest; that one is measured. */
async function costliest(what: string, all: readonly Run[], effort: Effort): Promise<Row> {
  const tries = countFor(effort, { full: 3, quick: 2, smoke: 1 });
  const isSmoke = effort === 'smoke';
  const costs = (isSmoke ? all.slice(0, 10) : all).map((run) => ({
    run,
    ms: Math.min(...Array.from({ length: tries }, () => readMs(run, LONG_CHARACTERS))),
  }));
  const { run } = costs.reduce((most, one) => (one.ms > most.ms ? one : most));
  const taken = await interleave(
    {
      long: () => readMs(run, LONG_CHARACTERS),
      short: () => TIMES_LONGER * readMs(run, LONG_CHARACTERS / TIMES_LONGER),
    },
    { count: countFor(effort, { full: 50, quick: 10, smoke: 2 }), warmUpCount: 3 },
  );
  return compare(what, taken.long, taken.short, { maxRatio: MAX_RATIO });
}

function readMs({ piece, read }: Run, characters: number): number {
  const text = piece.repeat(characters / piece.length);
  return timed(() => read(text));
}
