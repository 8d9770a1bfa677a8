import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printGoal, readGoal, readGoals } from '../../../lib/proofs/goal.ts';

describe('readGoal', () => {
  it('reads what Lean prints', () => {
    const pretty = 'x y : Nat\n⊢ x + y = y + x';
    const hypotheses = [{ name: 'x y', type: 'Nat' }];
    expect(readGoal(pretty)).toEqual({ hypotheses, target: 'x + y = y + x', pretty, isDone: false });
  });

  it('reads long types, cases, turnstiles in types, and what has no turnstile', () => {
    const pretty = 'case inl\nh : p →\n  q\nf : (a : A) → T ⊢ x\n⊢ r';
    expect(readGoal(pretty)).toMatchObject({
      hypotheses: [
        { name: 'h', type: 'p →\nq' },
        { name: 'f', type: '(a : A) → T ⊢ x' },
      ],
      target: 'r',
    });
    expect(readGoal('True')).toMatchObject({ hypotheses: [], target: 'True' });
  });

  it('reads structured ones, and those that are kept', () => {
    const told = {
      context: [{ name: 'p q', type: 'Prop' }],
      goal: 'q ∧ p',
      status: 'open',
      pretty: 'p q : Prop\n⊢ q ∧ p',
    };
    const kept = readGoal(told);
    expect(kept).toEqual({
      ...{ hypotheses: [{ name: 'p q', type: 'Prop' }], target: 'q ∧ p', pretty: told.pretty, isDone: false },
    });
    expect(readGoal(kept)).toEqual(kept);
    expect(readGoal({ ...kept, isDone: true })?.isDone).toBe(true);
  });

  it('takes anything, and prints what it can read', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const goal = readGoal(value);
        if (goal) expect(typeof printGoal(goal)).toBe('string');
      }),
      { seed: 20_261_126, numRuns: 300 },
    );
    expect(readGoals([null, 7, '', ' ', {}, { pretty: '' }])).toEqual([]);
  });
});
