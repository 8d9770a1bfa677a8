import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { exitCodeOf } from '../../native-host/exit-codes.ts';

describe('exitCodeOf', () => {
  it.each([
    ['help that was asked for', new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), 0],
    ['wrong usage', new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"), 2],
    ['Ctrl+C', new AppError('cancelled', 'Cancelled.'), 130],
    ['what went wrong', new AppError('disk-full', 'The disk is full.'), 1],
    ['a fault of ours', new TypeError('x is not a function'), 1],
    ['what is no error', 'words', 1],
  ])('tells %s', (_, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
