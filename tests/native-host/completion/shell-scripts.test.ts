import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHELL_SCRIPTS, SHELLS, type Shell } from '../../../native-host/completion/shell-scripts.ts';
import { builtProgram } from '../../support/built-program.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

const BACKUP = '2026-01-31T12-00-00.000Z-daily.db';

/** A folder where `holdfast` is on the PATH, with a space in its path, a file to name, and one backup. */
function place() {
  const folder = join(temporaryFolder(), 'a folder');
  const work = join(folder, 'work');
  for (const name of ['home/backups', 'work/letters']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'home/backups', BACKUP), '');
  writeFileSync(join(work, 'old talk.json'), '');
  writeFileSync(join(folder, 'holdfast'), `#!/bin/sh\nexec '${process.execPath}' '${builtProgram('cli')}' "$@"\n`);
  chmodSync(join(folder, 'holdfast'), 0o755);
  for (const shell of SHELLS) writeFileSync(join(folder, `script.${shell}`), SHELL_SCRIPTS[shell]);
  return { folder, work };
}

function run(shell: Shell, args: readonly string[], { folder, work }: ReturnType<typeof place>): string[] {
  const env = {
    ...process.env,
    HOME: folder,
    HOLDFAST_HOME: join(folder, 'home'),
    PATH: `${folder}${delimiter}${process.env['PATH']}`,
    TERM: 'dumb',
  };
  const { stdout, stderr } = spawnSync(shell, args, { cwd: work, env, encoding: 'utf8', timeout: 50_000 });
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
}

const isAbsent = (shell: string) => spawnSync(shell, ['--version']).error !== undefined;

describe('SHELL_SCRIPTS', () => {
  it('complete in bash', ({ skip }) => {
    skip(isAbsent('bash'), 'there is no bash here');
    const here = place();
    const program = join(here.folder, 'holdfast').replaceAll(' ', '\\ ');
    const lines = [
      ['holdfast', 'ba'],
      ['holdfast', 'export', '--format', '=', 'j'],
      ['holdfast', 'restore', ''],
      [program, 'comp'],
      ['holdfast', 'import', 'old'],
      ['holdfast', 'import', '$(touch made)'],
    ];
    const script = [
      // Twice, as in a shell that is started from another one and reads the same file.
      'source ../script.bash; source ../script.bash',
      // Stands for the shell's own, which only works while a line is being completed.
      'compopt() { :; }',
      ...lines.map((words) => {
        const quoted = words.map((word) => `'${word}'`).join(' ');
        return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _holdfast; (IFS=,; echo "$? \${COMPREPLY[*]}")`;
      }),
    ].join('\n');
    expect(run('bash', ['--norc', '-c', script], here)).toEqual([
      '0 backup,backups',
      '0 json',
      `0 ${BACKUP}`,
      '0 completion',
      '0 ',
      '0 ',
    ]);
    expect(readdirSync(here.work)).toEqual(['letters', 'old talk.json']);
  });

  it('complete in fish', ({ skip }) => {
    skip(isAbsent('fish'), 'there is no fish here');
    const here = place();
    const lines = ['ba', 'export --format=j', 'restore 2026', 'import old', 'import (touch made)', 'stats '];
    const script = ['source ../script.fish', ...lines.map((line) => `complete -C 'holdfast ${line}'; echo -`)];
    expect(run('fish', ['--no-config', '-c', script.join('\n')], here)).toEqual([
      'backup\tcopy the store, open the copy again and check all of it',
      'backups\tthe copies of the store, newest first; changes nothing',
      '-',
      '--format=json',
      '-',
      `${BACKUP}\ta copy of the store`,
      '-',
      'old talk.json',
      '-',
      '-',
      '-',
    ]);
    expect(readdirSync(here.work)).toEqual(['letters', 'old talk.json']);
  });

  it('complete in zsh', ({ skip }) => {
    skip(isAbsent('zsh'), 'there is no zsh here');
    const here = place();
    const lines = [
      ['compl', 'completion '],
      ['completion po', 'powershell'],
      ['export --format=mark', '--format=markdown'],
      ['restore 2026', BACKUP],
      ["import '$(touch made)' ol", 'old\\ talk.json'],
    ];
    // A shell on a terminal of its own, where keys are typed; reading waits for what is to come.
    const script = [
      'zmodload zsh/zpty',
      "zpty shell 'zsh -f -i'",
      `zpty -w shell "PROMPT=; source ../script.zsh; echo rea''dy"`,
      "zpty -r -m shell out '*ready*'",
      ...lines.map(([typed, completed]) => {
        const quoted = (text = '') => `'${text.replaceAll("'", "'\\''")}'`;
        return `zpty -w -n shell ${quoted(`holdfast ${typed}`)}$'\\t'; expected=${quoted(completed)}; zpty -r -m shell out "*\${(b)expected}*" && print -r -- "$expected"; zpty -w -n shell $'\\x15'`;
      }),
      'zpty -d shell',
    ];
    expect(run('zsh', ['-f', '-c', script.join('\n')], here)).toEqual(lines.map(([, completed]) => completed));
    expect(readdirSync(here.work)).toEqual(['letters', 'old talk.json']);
  });
});
