import { AppError } from '../protocol/errors.ts';
import { type Pacing, runWithPauses, type Steps, type Stretch } from '../steps.ts';
import { type Finding, RESTORE } from './checks/check.ts';
import { integrity } from './checks/integrity.ts';
import type { Examined } from './examined.ts';

/** A check with all that it looks at. */
export interface BoundCheck {
  readonly name: string;
  /** What is being done while it is looked at. */
  readonly step: string;
  readonly examine: () => Steps<Finding>;
  /** Puts right what can be, doing its work by `run`; what was done, undefined when there was nothing to do. */
  readonly repair?: ((run: RunSteps) => Promise<string | undefined>) | undefined;
}

type RunSteps = <Result>(steps: Steps<Result>) => Promise<Result>;

/** How long a check takes beside the others, which take 1. */
const WEIGHTS: Readonly<Record<string, number>> = { integrity: 20, 'content hashes': 20, 'search index': 60 };

/**
 * Looks at one thing after the other, with pauses; what is wrong is repaired before the next thing is looked at, if `mayRepair`
 * and unless the file itself is damaged. Errors: `busy`, `cancelled`, and what is no `AppError`.
 */
export async function runChecks(
  checks: readonly BoundCheck[],
  { mayRepair, ...pacing }: Pacing & { readonly mayRepair: boolean },
): Promise<Examined[]> {
  const whole = checks.reduce((sum, check) => sum + weightOf(check), 0);
  const told: Examined[] = [];
  let repairs = mayRepair;
  let done = 0;
  for (const check of checks) {
    const { name, step } = check;
    const stretch = { from: done / whole, to: (done + weightOf(check)) / whole, step };
    const found = await examine(check, pacing, stretch);
    told.push(found.ok || !repairs ? { name, ...found } : await repairOne(check, found, pacing, stretch));
    if (name === integrity.name && !found.ok) repairs = false;
    done += weightOf(check);
  }
  return told;
}

function weightOf({ name }: BoundCheck): number {
  return WEIGHTS[name] ?? 1;
}

async function examine(check: BoundCheck, pacing: Pacing, stretch: Stretch): Promise<Finding> {
  try {
    return await runWithPauses(check.examine(), pacing, stretch);
  } catch (error) {
    if (error instanceof AppError && !endsAll(error)) return { ok: false, detail: error.message };
    // A table or a column that is not there.
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR') {
      return { ok: false, detail: `its tables are not those of a store (${error.message})`, cure: RESTORE };
    }
    throw error;
  }
}

async function repairOne(check: BoundCheck, found: Finding, pacing: Pacing, stretch: Stretch): Promise<Examined> {
  const { name, repair } = check;
  if (!repair) return { name, ...found };
  try {
    const repaired = await repair((steps) => runWithPauses(steps, pacing, stretch));
    const after = await examine(check, pacing, stretch);
    return { name, ...after, ...(repaired !== undefined && { repaired }) };
  } catch (error) {
    if (!(error instanceof AppError) || endsAll(error)) throw error;
    return { name, ok: false, detail: `${found.detail}; it could not be repaired: ${error.message}` };
  }
}

/** Whether an error says nothing of the store. */
export function endsAll({ code }: AppError): boolean {
  return code === 'busy' || code === 'cancelled';
}
