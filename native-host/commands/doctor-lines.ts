import { styleText } from 'node:util';
import type { Examined } from '../../lib/store/examined.ts';
import type { Line } from '../doctor/installation/examine-installation.ts';
import type { Verdict } from '../doctor/installation/fault.ts';

/** What a terminal, and `--json`, shows of a check. `repaired`: what was done about it. */
export interface DoctorLine extends Line {
  readonly repaired?: string;
}

/** A check of the data as a line. */
export function lineOf({ name, ok, detail, cure, repaired }: Examined): DoctorLine {
  return {
    ...{ name, verdict: ok ? 'ok' : 'wrong', evidence: detail },
    ...(cure !== undefined && { cure }),
    ...(repaired !== undefined && { repaired }),
  };
}

const MARKS = { ok: 'ok', note: '--', wrong: '!!' } as const satisfies Record<Verdict, string>;
const COLOURS = { ok: 'green', note: 'yellow', wrong: 'red' } as const;

/** Of names; the longest browser's and check's are shorter. */
const WIDTH = 14;

/** Verdict, name and evidence; below, what to do and what was done. Colours only where `stream` is a terminal that wants them. */
export function inWords({ name, verdict, evidence, cure, repaired }: DoctorLine, stream: NodeJS.WriteStream): string {
  const below = `    ${''.padEnd(WIDTH)}  `;
  const mark = styleText(COLOURS[verdict], MARKS[verdict], { stream });
  return [
    `${mark}  ${name.padEnd(WIDTH)}  ${evidence}`,
    ...(cure === undefined ? [] : [`${below}→ ${cure}`]),
    ...(repaired === undefined ? [] : [`${below}repaired: ${repaired}`]),
  ].join('\n');
}
