import { type Goal, printGoal } from './goal.ts';

/**
 * A goal as Lean that can be pasted into a file: an example with its hypotheses, still to be proved. Names that Lean made up
 * (`x✝`) cannot be written, and become `x_1`.
 */
export function goalAsLean({ hypotheses, target }: Pick<Goal, 'hypotheses' | 'target'>): string {
  const binders = hypotheses.map(({ name, type }) => {
    const kept = oneLine(type);
    return /^inst[✝\d₀-₉⁰-⁹¹²³]*( inst\S*)*$/.test(name) && name.includes('✝') ? `[${kept}]` : `(${name} : ${kept})`;
  });
  const head = ['example', ...binders].join(' ');
  return `${writable(`${head} : ${oneLine(target)}`)} := by\n  sorry\n`;
}

/** Several goals, one after the other; done ones as what was to be proved. */
export function goalsAsLean(goals: readonly Goal[]): string {
  return goals.map((goal) => `/-\n${printGoal(goal)}\n-/\n${goalAsLean(goal)}`).join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

function writable(text: string): string {
  return text.replace(/✝(?:[⁰¹²³⁴-⁹]+)?/g, (mark) => `_${1 + superscript(mark.slice(1))}`);
}

function superscript(digits: string): number {
  return Number([...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)).join('')) || 0;
}
