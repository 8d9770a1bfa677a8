import type { Proof } from '../protocol/work-shapes.ts';
import { type Diagnostic, readDiagnostics, severityOf } from './diagnostic.ts';
import { type Goal, readGoals } from './goal.ts';

/** What a tool of Lean's language server said of a place. */
export interface LeanReading extends Pick<Proof, 'file' | 'line' | 'columnNumber' | 'status'> {
  readonly goals: readonly Goal[];
  readonly diagnostics: readonly Diagnostic[];
}

type Fields = Readonly<Record<string, unknown>>;

const TOOLS = /(?:^|[_-])lean_(goal|term_goal|diagnostic_messages|multi_attempt|verify|run_code|build)$/;

/** Whether a tool is one of those that tell of proofs: `lean-lsp_lean_goal`, under whatever name its server goes. */
export function isLeanTool(name: string): boolean {
  return TOOLS.test(name);
}

/** Reads what such a tool was asked and said: JSON, or plain text as its earlier versions wrote. What cannot be read is kept as a message. */
export function readLeanOutput(tool: string, input: Fields, output: string): LeanReading {
  const json = parseObject(output);
  const said = json ? fromJson(json) : fromText(tool, output);
  return {
    file: typeof input['file_path'] === 'string' && input['file_path'] !== '' ? input['file_path'] : '(no file)',
    line: placeOf(input['line']),
    columnNumber: placeOf(input['column']),
    ...{ goals: said.goals, diagnostics: said.diagnostics },
    status: statusOf(said, json ?? {}, output),
  };
}

type Said = Pick<LeanReading, 'goals' | 'diagnostics'> & { readonly isComplete: boolean };

function fromJson(json: Fields): Said {
  const before = readGoals(listOf(json['goals_before']));
  const hasAfter = Array.isArray(json['goals_after']);
  const now = readGoals([
    ...(hasAfter ? listOf(json['goals_after']) : listOf(json['goals'])),
    ...(typeof json['expected_type'] === 'string' ? [{ context: [], goal: json['expected_type'] }] : []),
  ]);
  const attempts = listOf(json['items'])
    .map(fieldsOf)
    .filter((item) => typeof item['snippet'] === 'string');
  const diagnostics = readDiagnostics(
    attempts.length > 0
      ? attempts.flatMap(ofAttempt)
      : [...listOf(json['items']), ...listOf(json['diagnostics']), ...listOf(json['warnings'])],
  );
  const axioms = listOf(json['axioms']).filter((axiom) => typeof axiom === 'string');
  const isTagged = diagnostics.some(({ tags }) => tags.includes('goalsAccomplished'));
  const gone = hasAfter || json['status'] === 'complete' ? before.filter(({ target }) => !isIn(now, target)) : [];
  return {
    goals: [
      ...gone.map((goal) => ({ ...goal, isDone: true })),
      ...now,
      ...(hasAfter ? [] : stillOpen(before, now, gone)),
    ],
    diagnostics: axioms.length === 0 ? diagnostics : [...diagnostics, note(`Axioms: ${axioms.join(', ')}`)],
    isComplete:
      (hasAfter && listOf(json['goals_after']).length === 0) ||
      json['status'] === 'complete' ||
      isTagged ||
      isSound(json, diagnostics, axioms),
  };
}

/** Asked for a whole line, a tool may know only what was open before it. */
function stillOpen(before: readonly Goal[], now: readonly Goal[], gone: readonly Goal[]): readonly Goal[] {
  return now.length > 0 || gone.length > 0 ? [] : before;
}

function isIn(goals: readonly Goal[], target: string): boolean {
  return goals.some((goal) => goal.target === target);
}

/** A file or build without errors and without `sorry`, or a theorem that rests on no `sorryAx`. */
function isSound(json: Fields, diagnostics: readonly Diagnostic[], axioms: readonly unknown[]): boolean {
  if (Array.isArray(json['axioms'])) return axioms.every((axiom) => axiom !== 'sorryAx') && axioms.length > 0;
  return json['success'] === true && diagnostics.every(({ message }) => !/\bsorry\b/.test(message));
}

/** What came of each try, under what was tried. */
function ofAttempt(item: Fields): unknown[] {
  const goals = readGoals(listOf(item['goals'])).map(({ pretty }) => pretty);
  const status = goals.length === 0 ? 'no goals left' : goals.join('\n\n');
  return [note(`Tried: ${String(item['snippet'])}\n${status}`), ...listOf(item['diagnostics'])];
}

function statusOf({ diagnostics, isComplete }: Said, json: Fields, output: string): Proof['status'] {
  if (diagnostics.some(({ severity }) => severity === 'error') || json['success'] === false) return 'error';
  // What is still looked at, or was not looked at to its end, is not proved.
  const isUnfinished = json['partial'] === true || json['timed_out'] === true || json['status'] === 'still_elaborating';
  const axiom = /\bsorryAx\b/.test(output);
  return isComplete && !isUnfinished && !axiom ? 'complete' : 'open';
}

/** `Before:` and `After:` with goals, or a line `l20c42-l20c46, severity: 1` before each message. */
function fromText(tool: string, output: string): Said {
  if (/^l\d+c\d+-l\d+c\d+, severity: \d/m.test(output)) {
    return { goals: [], diagnostics: diagnosticsIn(output), isComplete: false };
  }
  const isGoal = /goal$/.test(tool);
  const after = /^After:[ \t]*\n?([\s\S]*)$/im.exec(output)?.[1];
  const before = /^Before:[ \t]*\n?([\s\S]*?)(?=^After:|$(?![\s\S]))/im.exec(output)?.[1];
  const now = goalsIn(after ?? (before === undefined ? output : ''));
  const gone = goalsIn(before ?? '').filter(({ target }) => after !== undefined && !isIn(now, target));
  const goals = [...gone.map((goal) => ({ ...goal, isDone: true })), ...now];
  const isComplete = isGoal && /no goals/i.test(after ?? output) && now.length === 0;
  return {
    goals,
    diagnostics: goals.length > 0 || isComplete || output.trim() === '' ? [] : [note(output)],
    isComplete,
  };
}

function goalsIn(text: string): Goal[] {
  return readGoals(text.split(/\n\s*\n/).filter((block) => block.includes('⊢')));
}

function diagnosticsIn(output: string): Diagnostic[] {
  const parts = output.split(/^l(\d+)c(\d+)-l\d+c\d+, severity: (\d)[ \t]*$/m);
  const found: Diagnostic[] = [];
  for (let at = 1; at + 3 < parts.length + 1; at += 4) {
    const [line, column, severity, message] = parts.slice(at, at + 4);
    found.push({
      severity: severityOf(Number(severity)),
      message: (message ?? '').trim(),
      line: placeOf(Number(line)),
      column: placeOf(Number(column)),
      tags: [],
    });
  }
  return found;
}

function note(message: string): Diagnostic {
  return { severity: 'info', message, line: null, column: null, tags: [] };
}

function placeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
