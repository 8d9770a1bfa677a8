import type { Check } from '../protocol/keeping-shapes.ts';
import type { Finding } from './checks/check.ts';

/** What one check found. `repaired`: what was done about it, in words. */
export interface Examined extends Finding {
  readonly name: string;
  readonly repaired?: string;
}

/** The same as it crosses a process: what to do is the end of the detail. */
export function asCheck({ name, ok, detail, cure, repaired }: Examined): Check {
  const told = cure === undefined ? detail : `${detail}${detail.endsWith('.') ? '' : '.'} ${cure}`;
  return { name, ok, detail: told, ...(repaired !== undefined && { repaired }) };
}
