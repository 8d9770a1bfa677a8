import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inWords, lineOf } from '../../../native-host/commands/doctor-lines.ts';

/** What a line needs to know of where it goes. */
function outlet(isTerminal: boolean): NodeJS.WriteStream {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.assign(stream, { isTTY: isTerminal, getColorDepth: WriteStream.prototype.getColorDepth }) as never;
}

/** These variables and no others: Node also looks at those of a CI, of tmux and of terminals. */
function withEnv(variables: Readonly<Record<string, string>>): void {
  const before = process.env;
  onTestFinished(() => {
    process.env = before;
  });
  process.env = { ...variables };
}

const WRONG = { name: 'launcher', verdict: 'wrong', evidence: 'gone', cure: 'Run: holdfast install' } as const;

describe('inWords', () => {
  it('has verdict, name and evidence in one line, what to do and what was done below', () => {
    withEnv({});
    expect(inWords({ ...WRONG, repaired: 'it' }, outlet(false))).toBe(
      [
        '!!  launcher        gone',
        '                    → Run: holdfast install',
        '                    repaired: it',
      ].join('\n'),
    );
  });

  it('is coloured on a terminal, unless NO_COLOR says no', () => {
    withEnv({ TERM: 'xterm-256color' });
    expect(inWords(WRONG, outlet(true)).startsWith('\u001b[31m!!\u001b[39m  launcher')).toBe(true);
    withEnv({ TERM: 'xterm-256color', NO_COLOR: '1' });
    expect(inWords(WRONG, outlet(true))).toMatch(/^!! {2}launcher/);
  });
});

describe('lineOf', () => {
  it('gives what a check of the data found the same words', () => {
    expect(lineOf({ name: 'totals', ok: false, detail: 'wrong', cure: 'Repair it.', repaired: 'no' })).toEqual({
      ...{ name: 'totals', verdict: 'wrong', evidence: 'wrong', cure: 'Repair it.', repaired: 'no' },
    });
    expect(lineOf({ name: 'totals', ok: true, detail: 'right' })).toEqual({
      ...{ name: 'totals', verdict: 'ok', evidence: 'right' },
    });
  });
});
