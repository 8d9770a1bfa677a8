import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withRecoveryFigures } from '../../scripts/recovery-figures.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/recovery.md'), 'utf8');
const figures = [
  { doing: 'typing', ending: 'browser killed', rounds: 20, prompts: 20, worstLostMs: 180.4 },
  { doing: 'idle', ending: 'browser killed', rounds: 20, prompts: 0, worstLostMs: 0 },
  { doing: 'idle', ending: 'browser quit', rounds: 20, prompts: 0, worstLostMs: 0 },
];

it('withRecoveryFigures puts figures into their place in the page, again and again', () => {
  const once = withRecoveryFigures(document, figures, 'Today.');
  const [, written] = once.split(/<!-- figures: .*-->\n/);
  expect(written?.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    '',
    '| | idle | typing |',
    expect.stringMatching(/^[|\- ]+$/),
    '| browser killed | asked 0 of 20 | asked 20 of 20, lost 180 ms |',
    '| browser quit | asked 0 of 20 | |',
    '',
    'Today.',
    '',
    '<!-- /figures -->',
    '',
  ]);
  expect(withRecoveryFigures(once, figures, 'Today.')).toBe(once);
  expect(() => withRecoveryFigures('text', figures, 'Today.')).toThrow('no place');
});
