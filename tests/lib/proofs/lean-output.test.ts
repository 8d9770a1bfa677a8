import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLeanTool, readLeanOutput } from '../../../lib/proofs/lean-output.ts';

/** What a Lean server said in a run of OpenCode that was recorded. */
const RECORDED = readFileSync(join(import.meta.dirname, '../../fixtures/opencode/lean-run.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line.includes('"tool_use"'))
  .map((line) => JSON.parse(line).part);

const read = (tool: string, output: unknown, input: object = { file_path: 'A.lean', line: 4 }) =>
  readLeanOutput(`lean-lsp_lean_${tool}`, { ...input }, typeof output === 'string' ? output : JSON.stringify(output));

describe('isLeanTool', () => {
  it.each([
    ['lean-lsp_lean_goal', true],
    ['lean_lean_diagnostic_messages', true],
    ['lean_goal', true],
    ['lean-lsp_lean_local_search', false],
    ['clean_goal', false],
  ])('of %s is %s', (name, is) => expect(isLeanTool(name)).toBe(is));
});

describe('readLeanOutput', () => {
  it('reads what was recorded', () => {
    const readings = RECORDED.map(({ tool, state }) => readLeanOutput(tool, state.input, state.output));
    expect(readings.map(({ status, goals, diagnostics }) => [status, goals.length, diagnostics.length])).toEqual([
      ['complete', 1, 0],
      ['open', 1, 0],
      ['error', 0, 1],
    ]);
    const pretty = 'x y : Nat\n⊢ x + y = y + x';
    expect(readings[0]).toEqual({
      ...{ file: 'Demo.lean', line: 4, columnNumber: null, status: 'complete', diagnostics: [] },
      goals: [{ hypotheses: [{ name: 'x y', type: 'Nat' }], target: 'x + y = y + x', pretty, isDone: true }],
    });
    expect(readings[2]?.diagnostics).toEqual([
      {
        ...{ severity: 'error', message: 'unsolved goals\np q : Prop\n⊢ q ∧ p', line: 4, column: 3 },
        tags: ['unsolvedGoals'],
      },
    ]);
  });

  it('tells what is proved, what is open, and what is wrong', () => {
    const item = (severity: string, tags: string[] | null = null, message = 'm') => ({
      severity,
      message,
      lean_tags: tags,
    });
    const diagnostics = (items: object[], more: object = {}) => ({ success: true, partial: false, items, ...more });
    expect(read('goal', { goals_before: ['⊢ p'], goals_after: ['⊢ q'], status: null }).status).toBe('open');
    expect(read('goal', { goals: [], status: 'complete' }).status).toBe('complete');
    expect(read('goal', { goals: null, status: 'still_elaborating' }).status).toBe('open');
    expect(read('diagnostic_messages', diagnostics([])).status).toBe('complete');
    expect(read('diagnostic_messages', diagnostics([item('info', ['goalsAccomplished'])])).status).toBe('complete');
    expect(read('diagnostic_messages', diagnostics([], { partial: true })).status).toBe('open');
    expect(read('diagnostic_messages', diagnostics([item('error')])).status).toBe('error');
    const sorry = item('warning', null, "declaration uses 'sorry'");
    expect(read('diagnostic_messages', diagnostics([sorry])).status).toBe('open');
    expect(read('verify', { axioms: ['propext'], warnings: [] }).status).toBe('complete');
    expect(read('verify', { axioms: ['sorryAx'], warnings: [] }).status).toBe('open');
  });

  it('reads plain text of earlier versions', () => {
    expect(read('goal', 'Before:\nx : Nat\n⊢ x = x\nAfter:\nno goals\n')).toMatchObject({
      status: 'complete',
      goals: [{ target: 'x = x', isDone: true }],
      diagnostics: [],
    });
    expect(read('goal', 'Before:\n⊢ p\n\nAfter:\ncase a\n⊢ q\n\n⊢ r')).toMatchObject({
      status: 'open',
      goals: [
        { target: 'p', isDone: true },
        { target: 'q', isDone: false },
        { target: 'r', isDone: false },
      ],
    });
    const text = 'l20c42-l20c46, severity: 1\nunknown identifier\n\nl3c1-l4c2, severity: 2\nunused\nvariable';
    expect(read('diagnostic_messages', text, { file_path: 'A.lean' })).toEqual({
      ...{ file: 'A.lean', line: null, columnNumber: null, status: 'error', goals: [] },
      diagnostics: [
        { severity: 'error', message: 'unknown identifier', line: 20, column: 42, tags: [] },
        { severity: 'warning', message: 'unused\nvariable', line: 3, column: 1, tags: [] },
      ],
    });
  });

  it('keeps what it cannot read, such as an output that was cut off, and takes anything', () => {
    const cut = '{"goals": ["x : Na';
    expect(read('goal', cut)).toMatchObject({ status: 'open', goals: [], diagnostics: [{ message: cut }] });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('{"items":[null,1],"goals":[{}]}')), (output) => {
        read('goal', output, {});
      }),
      { seed: 20_261_126, numRuns: 300 },
    );
  });
});
