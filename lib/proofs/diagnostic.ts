export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;

/** What Lean said of a place; `line` and `column` count from 1, null = of the whole file. */
export interface Diagnostic {
  readonly severity: (typeof SEVERITIES)[number];
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  /** Such as `unsolvedGoals`. */
  readonly tags: readonly string[];
}

/** Every diagnostic in a list of any forms; what has no message says nothing. */
export function readDiagnostics(values: readonly unknown[]): Diagnostic[] {
  return values.flatMap((value) => readDiagnostic(value) ?? []);
}

/** Lean's numbers of severities begin with errors. */
export function severityOf(value: unknown): Diagnostic['severity'] {
  if (typeof value === 'number') return SEVERITIES[value - 1] ?? 'info';
  return SEVERITIES.find((known) => known === value) ?? 'info';
}

function readDiagnostic(value: unknown): Diagnostic | undefined {
  if (typeof value === 'string') {
    return value.trim() === '' ? undefined : { severity: 'info', message: value, line: null, column: null, tags: [] };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { severity, message, line, column, tags, lean_tags: leanTags = tags } = value as Record<string, unknown>;
  if (typeof message !== 'string') return undefined;
  return {
    severity: severityOf(severity),
    message,
    line: placeOf(line),
    column: placeOf(column),
    tags: Array.isArray(leanTags) ? leanTags.filter((tag) => typeof tag === 'string') : [],
  };
}

function placeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
