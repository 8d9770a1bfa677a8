import type { Command } from 'commander';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Check } from '../../lib/protocol/keeping-shapes.ts';
import type { Diagnosis } from '../doctor.ts';
import type { DataPaths } from '../paths.ts';

interface DoctorChoice {
  readonly repair?: boolean;
  readonly json?: boolean;
}

/** Adds `holdfast doctor`. What needs SQLite is loaded when it runs. */
export function addDoctorCommand(program: Command, paths: () => DataPaths): void {
  program
    .command('doctor')
    .description('whether everything is as it should be, and which replies are being made; changes nothing')
    .option('--repair', 'make anew what follows from the messages, or a damaged store; close the data folder to others')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ holdfast doctor
  $ holdfast doctor --repair

It runs beside open browsers. Repairing makes sums and the search index anew, gives texts their hashes, and calls replies
interrupted that nobody makes. A damaged file is set aside in "quarantine" and replaced by the newest verified backup and by
what can still be read of the file; what is in neither is lost.

Exit codes: 0 all is well, 1 something is not, or could not be looked at.`,
    )
    .action(async ({ repair = false, json }: DoctorChoice) => {
      const { runJobHere } = await import('./run-job-here.ts');
      const { checks } = await runJobHere('doctor', { repair }, paths(), () => {});
      const diagnosis = await diagnose(paths());
      if (json) console.log(JSON.stringify({ ...diagnosis, checks }, null, 2));
      else console.log([...(await inWords(diagnosis)), '', ...checksInWords(checks)].join('\n'));
      if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

/** Undefined where the store cannot be read, which the checks tell. */
async function diagnose(paths: DataPaths): Promise<Diagnosis | undefined> {
  const doctor = await import('../doctor.ts');
  try {
    return doctor.diagnose(paths);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

async function inWords(diagnosis: Diagnosis | undefined): Promise<string[]> {
  const { diagnosisInWords } = await import('../doctor.ts');
  return diagnosis ? diagnosisInWords(diagnosis, Date.now()) : ['replies  unknown, since the store cannot be read'];
}

/** A line for each check: verdict, name, evidence and cure; what was repaired below it. */
function checksInWords(checks: readonly Check[]): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks.flatMap(({ name, ok, detail, repaired }) => [
    `${ok ? 'ok' : '!!'}  ${name.padEnd(width)}  ${detail}`,
    ...(repaired === undefined ? [] : [`    ${''.padEnd(width)}  repaired: ${repaired}`]),
  ]);
}
