import { describe, expect, it } from 'vitest';
import { readToolCall } from '../../../../entrypoints/sidepanel/views/tool-call.ts';

const NOTHING = { status: undefined, durationMs: undefined, output: undefined };

describe('readToolCall', () => {
  it('reads the shape of the API, and lays its arguments out', () => {
    const call = { id: 'c', type: 'function', function: { name: 'read_file', arguments: '{"path":"notes.md"}' } };
    expect(readToolCall(call)).toEqual({
      ...NOTHING,
      name: 'read_file',
      argumentsText: '{\n  "path": "notes.md"\n}',
    });
  });

  it('leaves arguments that are no JSON as they were written', () => {
    expect(readToolCall({ function: { name: 'f', arguments: '{"pa' } }).argumentsText).toBe('{"pa');
  });

  it('reads status, time and result where they are noted', () => {
    const state = { status: 'completed', input: { a: 1 }, output: 'done', time: { start: 1000, end: 3500 } };
    expect(readToolCall({ tool: 'bash', state })).toEqual({
      name: 'bash',
      argumentsText: '{\n  "a": 1\n}',
      status: 'completed',
      durationMs: 2500,
      output: 'done',
    });
  });

  it.each([null, 'text', 7, [], {}])('takes %j as a tool of which nothing is known', (value) =>
    expect(readToolCall(value)).toEqual({ ...NOTHING, name: 'Tool', argumentsText: '' }),
  );
});
