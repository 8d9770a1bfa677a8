import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOST_LINES } from '../../native-host/host-log.ts';
import { lastFailure } from '../../native-host/last-failure.ts';
import { openLog } from '../../native-host/log.ts';

const NOON = '2026-11-26T12:00:00.000Z';
const SELF = { pid: 7, startedMs: Date.parse('2026-11-26T14:00:00.000Z') };

let logs = '';
beforeEach(() => {
  logs = mkdtempSync(join(tmpdir(), 'log-'));
});
afterEach(() => rmSync(logs, { recursive: true, force: true }));

type Fields = Readonly<Record<string, unknown>>;

/** A line as the log has it. */
const line = (msg: string, fields: Fields = {}) => JSON.stringify({ level: 30, time: NOON, pid: 5, ...fields, msg });
const started = (fields: Fields = {}) => line(HOST_LINES.started, fields);
const couldNotStart = (words: string, fields: Fields = {}) => line(HOST_LINES.couldNotStart, { words, ...fields });
const failed = (message: string, fields: Fields = {}) => line(HOST_LINES.failed, { err: { message }, ...fields });
const write = (lines: readonly string[], name = 'host.log') => writeFileSync(join(logs, name), `${lines.join('\n')}\n`);

const told = () => lastFailure(logs, SELF);

describe('lastFailure', () => {
  it.each([
    [
      'one that could not be loaded',
      [started(), couldNotStart('a part of it is missing (x)')],
      'a part of it is missing (x)',
    ],
    ['the last of several', [couldNotStart('first'), couldNotStart('second')], 'second'],
  ])('tells of %s', (_, lines, message) => {
    write(lines);
    expect(told()).toEqual({ at: NOON, message, wasRunning: false });
  });

  it('tells of one that failed after it had started, whether or not it came to say that it ended', () => {
    const failure = { at: NOON, message: 'disk I/O error', wasRunning: true };
    write([started(), failed('disk I/O error')]);
    expect(told()).toEqual(failure);
    write([started(), failed('disk I/O error'), line('host ended', { exitCode: 70 })]);
    expect(told()).toEqual(failure);
  });

  it.each([
    ['one has started since', [couldNotStart('x'), started()]],
    ['nothing failed', [started(), line('host ended', { exitCode: 0 })]],
    ['what failed is no host', [line('unexpected error', { level: 60, replyId: 'r' })]],
    ['there is nothing in it', []],
  ])('tells of none where %s', (_, lines) => {
    write(lines);
    expect(told()).toBeUndefined();
  });

  it('does not take itself for one that has started since, but an earlier one with the same process id', () => {
    const own = started({ pid: 7, time: '2026-11-26T14:00:01.000Z' });
    write([couldNotStart('x', { pid: 7 }), own]);
    expect(told()?.message).toBe('x');
    write([couldNotStart('x'), started({ pid: 7 }), own]);
    expect(told()).toBeUndefined();
  });

  it('reads a log that was set aside a moment ago', () => {
    write([couldNotStart('before it was full')], 'host.log.1');
    write([started({ pid: 7, time: '2026-11-26T14:00:01.000Z' })]);
    expect(told()?.message).toBe('before it was full');
  });

  it('reads the end of a long log only', () => {
    const noise = Array.from({ length: 2000 }, () => line('something else', { padding: 'x'.repeat(40) }));
    write([...noise, couldNotStart('at the end')]);
    expect(told()?.message).toBe('at the end');
    write([couldNotStart('too long ago'), ...noise]);
    write([couldNotStart('in the one before')], 'host.log.1');
    expect(told()).toBeUndefined();
  });

  it('passes over whatever stands in it', () => {
    const garbage = [
      ...['{', 'null', '[]', '7', '"host could not start"', '\0\0\0', '{"msg":"host could not start"}'],
      line(HOST_LINES.couldNotStart, { time: 'yesterday' }),
      line(HOST_LINES.couldNotStart, { time: 5 }),
      line(HOST_LINES.couldNotStart, { pid: 'five' }),
      line(HOST_LINES.couldNotStart, { words: { not: 'text' } }),
    ];
    write([...garbage, couldNotStart('told'), ...garbage]);
    expect(told()?.message).toBe('told');
    write(garbage);
    expect(told()).toBeUndefined();
  });

  it('makes one short line of what was told', () => {
    write([couldNotStart(`one\n\u0000two\u202e ${'x'.repeat(500)}`)]);
    expect(told()?.message).toMatch(/^one two x{190,192}$/);
    write([line(HOST_LINES.failed)]);
    expect(told()?.message).toBe('for no reason that was told');
  });

  it('tells of none where the log cannot be read', () => {
    expect(told()).toBeUndefined();
    mkdirSync(join(logs, 'host.log'));
    expect(told()).toBeUndefined();
    expect(lastFailure(join(logs, 'nowhere'), SELF)).toBeUndefined();
  });

  it('reads what a host writes', () => {
    openLog(logs).fatal(
      { err: new Error('disk I/O error'), words: 'SQLite could not be loaded' },
      HOST_LINES.couldNotStart,
    );
    expect(told()).toEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      message: 'SQLite could not be loaded',
      wasRunning: false,
    });
  });
});
