/** A name, or several, and what they are. */
export interface Hypothesis {
  readonly name: string;
  readonly type: string;
}

/** What is to be proved at a place. */
export interface Goal {
  readonly hypotheses: readonly Hypothesis[];
  readonly target: string;
  /** As Lean prints it. */
  readonly pretty: string;
  /** Proved by the step that was looked at. */
  readonly isDone: boolean;
}

const TURNSTILE = '⊢';

/**
 * A goal of any form: the text that Lean prints, the structured form of its language server's tools, or as it is kept here.
 * Undefined for what says nothing.
 */
export function readGoal(value: unknown): Goal | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : parseGoal(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    context,
    hypotheses = context,
    goal,
    target = goal,
    pretty,
    status,
    isDone,
  } = value as Record<string, unknown>;
  const parsed = typeof pretty === 'string' && pretty !== '' ? parseGoal(pretty) : undefined;
  if (typeof target !== 'string') return parsed;
  const told = Array.isArray(hypotheses) ? hypotheses.flatMap((each) => readHypothesis(each) ?? []) : undefined;
  const whole = { hypotheses: told ?? parsed?.hypotheses ?? [], target };
  return {
    ...whole,
    pretty: typeof pretty === 'string' && pretty !== '' ? pretty : printGoal(whole),
    isDone: isDone === true || status === 'complete',
  };
}

/** Every goal in a list of any forms. */
export function readGoals(values: readonly unknown[]): Goal[] {
  return values.flatMap((value) => readGoal(value) ?? []);
}

/** As Lean prints a goal: a line for each hypothesis, then the target. */
export function printGoal({ hypotheses, target }: Pick<Goal, 'hypotheses' | 'target'>): string {
  return [...hypotheses.map(({ name, type }) => `${name} : ${type}`), `${TURNSTILE} ${target}`].join('\n');
}

function readHypothesis(value: unknown): Hypothesis | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, type } = value as Record<string, unknown>;
  return typeof name === 'string' && typeof type === 'string' ? { name, type } : undefined;
}

/** The last turnstile is the goal's: types may have one too. */
function parseGoal(text: string): Goal {
  const at = text.lastIndexOf(TURNSTILE);
  const target = text.slice(at < 0 ? 0 : at + TURNSTILE.length).trim();
  const above = at < 0 ? '' : text.slice(0, at);
  return { hypotheses: parseHypotheses(above), target, pretty: text.trim(), isDone: false };
}

/** A line that is indented goes on with the one before; one without a colon (`case inl`) says which goal it is. */
function parseHypotheses(text: string): Hypothesis[] {
  const found: Hypothesis[] = [];
  for (const line of text.split('\n')) {
    const last = found.at(-1);
    const [, name, type] = /^(\S.*?) : (.*)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) found.push({ name, type });
    else if (last && /^\s+\S/.test(line)) found[found.length - 1] = { ...last, type: `${last.type}\n${line.trim()}` };
  }
  return found;
}
