import { describe, expect, it } from 'vitest';
import { completeLine } from '../../../native-host/completion/complete-line.ts';
import { createProgram } from '../../../native-host/program.ts';

function unused(): never {
  throw new Error('No command is to act here.');
}

const program = createProgram({ machine: unused, paths: unused, launcher: unused, files: unused });
const backups = () =>
  ['2026-01-31-daily.db', '2026-01-30-manual.db'].map((value) => ({ value, description: 'a copy' }));

/** The values and the paths for a line; the cursor stands at its end, or after the word of that number. */
function complete(line: string, index?: number) {
  const words = line.split(' ').slice(1);
  const { candidates, paths } = completeLine(
    program,
    { words, index: index ?? words.length - 1 },
    { backup: backups, copy: backups },
  );
  return { values: candidates.map(({ value }) => value), paths };
}

describe('completeLine', () => {
  it('offers every command, with what it does', () => {
    const { candidates } = completeLine(program, { words: [], index: 0 }, {});
    expect(candidates).toContainEqual({ value: 'stats', description: 'what the store holds; changes nothing' });
    expect(candidates.map(({ value }) => value)).not.toContain('__complete');
  });

  it.each([
    ['holdfast ba', ['backup', 'backups'], 'none'],
    ['holdfast help ba', ['backup', 'backups'], 'none'],
    ['holdfast --ver', ['--version'], 'none'],
    ['holdfast export --', ['--format', '--session', '--out', '--json', '--help'], 'none'],
    ['holdfast export --json --', ['--format', '--session', '--out', '--help'], 'none'],
    ['holdfast export --format ', ['bundle', 'json', 'markdown'], 'none'],
    ['holdfast export --format j', ['json'], 'none'],
    ['holdfast export --format=j', ['--format=json'], 'none'],
    ['holdfast export --format = j', ['json'], 'none'],
    ['holdfast export --format =', ['bundle', 'json', 'markdown'], 'none'],
    ['holdfast export --out ', [], 'files'],
    ['holdfast export --session one two --f', ['--format'], 'none'],
    ['holdfast import --on-conflict=merge one.db ', [], 'files'],
    ['holdfast import -- --', [], 'files'],
    ['holdfast restore ', ['2026-01-31-daily.db', '2026-01-30-manual.db'], 'files'],
    ['holdfast restore --yes 2026-01-30', ['2026-01-30-manual.db'], 'files'],
    ['holdfast restore one ', [], 'none'],
    ['holdfast backups --verify 2026-01-31', ['2026-01-31-daily.db'], 'none'],
    ['holdfast completion p', ['powershell'], 'none'],
    ['holdfast nonsense ', [], 'none'],
    ['holdfast stats ', [], 'none'],
  ])('completes “%s”', (line, values, paths) => {
    expect(complete(line)).toEqual({ values, paths });
  });

  it('completes the word at the cursor, also in the middle, and a word that begins behind the last one', () => {
    expect(complete('holdfast ex --json', 0)).toEqual({ values: ['export'], paths: 'none' });
    expect(complete('holdfast completion', 1)).toEqual({
      values: ['bash', 'zsh', 'fish', 'powershell'],
      paths: 'none',
    });
  });
});
