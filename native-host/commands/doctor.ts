import { homedir } from 'node:os';
import type { Command } from 'commander';
import { AppError } from '../../lib/protocol/errors.ts';
import { INSTALL_ANEW } from '../doctor/installation/fault.ts';
import type { Diagnosis } from '../doctor.ts';
import { EXIT } from '../exit-codes.ts';
import type { DataPaths } from '../paths.ts';
import { addHelp } from './command-help.ts';
import { type DoctorLine, inWords, lineOf } from './doctor-lines.ts';

interface DoctorChoice {
  readonly repair?: boolean;
  readonly json?: boolean;
}

/** Adds `holdfast doctor`. What needs SQLite is loaded when it runs, and may be missing. */
export function addDoctorCommand(program: Command, paths: () => DataPaths): void {
  const command = program
    .command('doctor')
    .description('whether everything is as it should be, and which replies are being made; changes nothing')
    .option('--repair', 'make anew what follows from the messages, or a damaged store; close the data folder to others')
    .option('--json', 'as JSON')
    .action(async ({ repair = false, json = false }: DoctorChoice) => {
      const print = (text: string) => (json ? undefined : console.log(text));
      const show = (line: DoctorLine) => print(inWords(line, process.stdout));
      const installation = await lookAtInstallation(paths(), show);
      const checks = await lookAtData(repair, paths());
      const diagnosis = await diagnose(paths());
      print(['', ...(await diagnosisWords(diagnosis)), ''].join('\n'));
      checks.forEach(show);
      if (json) console.log(JSON.stringify({ ...diagnosis, installation, checks }, null, 2));
      if ([...installation, ...checks].some(({ verdict }) => verdict === 'wrong')) process.exitCode = EXIT.failed;
    });
  addHelp(command, {
    notes: [
      'First the installation: the host, what each browser is told of it, the data folder. Then the data. Each line has a verdict (ok, -- worth knowing, !! wrong), what was found, and after an arrow what to do.',
      'It runs beside open browsers. Repairing makes sums and the search index anew, gives texts their hashes, and calls replies interrupted that nobody makes. A damaged file is set aside in “quarantine” and replaced by the newest verified backup and by what can still be read of the file; what is in neither is lost.',
    ],
    examples: [
      ['holdfast doctor'],
      ['holdfast doctor --repair'],
      [`holdfast doctor --json | jq '.installation[] | select(.verdict != "ok")'`],
    ],
    exits: { done: 'all is well', failed: 'something is not, or could not be looked at' },
    isCancellable: true,
  });
}

async function lookAtInstallation(paths: DataPaths, show: (line: DoctorLine) => void): Promise<DoctorLine[]> {
  const { examineInstallation } = await import('../doctor/installation/examine-installation.ts');
  const { thisSite } = await import('../doctor/installation/this-site.ts');
  const machine = { env: process.env, platform: process.platform, homedir: homedir() };
  const lines: DoctorLine[] = [];
  for await (const line of examineInstallation(thisSite(machine, paths))) {
    lines.push(line);
    show(line);
  }
  return lines;
}

/** What keeps it from being looked at is a line as well. Errors: `cancelled`. */
async function lookAtData(repair: boolean, paths: DataPaths): Promise<DoctorLine[]> {
  try {
    const { workHere } = await import('./run-job-here.ts');
    const { examineData } = await import('../doctor/run-doctor.ts');
    const examined = await workHere(
      paths,
      (place) => examineData({ repair }, place),
      () => {},
    );
    return examined.map(lineOf);
  } catch (error) {
    if (error instanceof AppError && error.code === 'cancelled') throw error;
    return [cannotLook(error), ...(await lookBeside(paths))];
  }
}

/** Of Node, where a part of SQLite is missing or is not for this machine. */
const UNLOADABLE: readonly unknown[] = ['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'];

function cannotLook(error: unknown): DoctorLine {
  const line = { name: 'store', verdict: 'wrong' } as const;
  const why = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!UNLOADABLE.includes(code)) return { ...line, evidence: `it could not be looked at: ${why}` };
  const evidence = 'it could not be looked at, since SQLite cannot be loaded here; nothing was changed';
  return { ...line, evidence, cure: INSTALL_ANEW };
}

/** What needs no SQLite. */
async function lookBeside(paths: DataPaths): Promise<DoctorLine[]> {
  try {
    const { permissions } = await import('../doctor/check-permissions.ts');
    const { room } = await import('../doctor/check-room.ts');
    return [permissions, room].map(({ name, examine }) => lineOf({ name, ...examine({ paths }) }));
  } catch {
    return [];
  }
}

/** Undefined where the store cannot be read, which the checks tell. */
async function diagnose(paths: DataPaths): Promise<Diagnosis | undefined> {
  try {
    return (await import('../doctor.ts')).diagnose(paths);
  } catch {
    return undefined;
  }
}

async function diagnosisWords(diagnosis: Diagnosis | undefined): Promise<string[]> {
  if (!diagnosis) return ['replies  unknown, since the store cannot be read'];
  return (await import('../doctor.ts')).diagnosisInWords(diagnosis, Date.now());
}
