import { describe, expect, it } from 'vitest';
import { readGoals } from '../../../lib/proofs/goal.ts';
import { goalAsLean, goalsAsLean } from '../../../lib/proofs/lean-text.ts';

describe('goalAsLean', () => {
  it('is an example with its hypotheses', () => {
    const [goal] = readGoals(['x y : Nat\nh : x =\n  y\n⊢ x + y = y + x']);
    expect(goal && goalAsLean(goal)).toBe('example (x y : Nat) (h : x = y) : x + y = y + x := by\n  sorry\n');
  });

  it('gives names that Lean made up others that can be written', () => {
    const [goal] = readGoals(['inst✝ : Group G\nx✝¹ : G\nx✝ : G\n⊢ x✝ = x✝¹']);
    expect(goal && goalAsLean(goal)).toBe('example [Group G] (x_2 : G) (x_1 : G) : x_1 = x_2 := by\n  sorry\n');
  });
});

describe('goalsAsLean', () => {
  it('says above each what Lean printed', () => {
    const text = goalsAsLean(readGoals(['⊢ p', 'h : q\n⊢ q']));
    expect(text).toBe(
      '/-\n⊢ p\n-/\nexample : p := by\n  sorry\n\n/-\nh : q\n⊢ q\n-/\nexample (h : q) : q := by\n  sorry\n',
    );
  });
});
