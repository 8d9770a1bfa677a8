import { describe, expect, it } from 'vitest';
import { AppError, ERROR_CODES } from '../../../lib/protocol/errors.ts';
import { RpcError, toAppError, toErrorObject } from '../../../lib/rpc/rpc-error.ts';

describe('toErrorObject', () => {
  it('keeps code, words and details of an AppError; details cannot pretend another code', () => {
    const error = new AppError('too-large', 'Too long.', { details: { bytes: 9, code: 'not-found' }, cause: 'hidden' });
    expect(toErrorObject(error)).toEqual({ code: -32000, message: 'Too long.', data: { bytes: 9, code: 'too-large' } });
  });

  it('passes an RpcError on unchanged', () => {
    const data = { issues: [{ path: 'id', message: 'must be a UUID' }] };
    expect(toErrorObject(new RpcError(-32602, 'Bad.', data))).toEqual({ code: -32602, message: 'Bad.', data });
    expect(toErrorObject(new RpcError(-32601, 'None.'))).toEqual({ code: -32601, message: 'None.' });
  });

  it.each([
    ['an Error', new Error('secret')],
    ['text', 'secret'],
    ['undefined', undefined],
    ['something like an AppError', { name: 'AppError', code: 'not-found', message: 'secret' }],
  ])('tells nothing of %s', (_, error) => {
    expect(toErrorObject(error)).toEqual({
      code: -32000,
      message: 'Something in Holdfast failed that should not. Please try again.',
      data: { code: 'internal' },
    });
  });
});

describe('toAppError', () => {
  it('is the inverse of the wire for every code', () => {
    for (const code of ERROR_CODES) {
      const { code: number, message, data } = toErrorObject(new AppError(code, 'Words.', { details: { a: 1 } }));
      const received = toAppError(new RpcError(number, message, data), 'sessions/get');
      expect({ ...received, message: received.message }).toEqual({
        name: 'AppError',
        code,
        message: 'Words.',
        details: { a: 1 },
      });
    }
  });

  it.each([
    ['an unknown method', new RpcError(-32601, 'None.'), 'version-mismatch', {}],
    ['bad parameters', new RpcError(-32602, 'Bad.', { issues: [] }), 'invalid', { issues: [] }],
    ['a code of a later version', new RpcError(-32000, 'New.', { code: 'on-fire' }), 'internal', { code: 'on-fire' }],
    ['a number of another program', new RpcError(-32603, 'Other.', 'text'), 'internal', {}],
    ['a non-request', new RpcError(-32600, 'No.', null), 'internal', {}],
    ['what is no error of ours', new Error('boom'), 'internal', {}],
    ['what is no error at all', 'boom', 'internal', {}],
  ])('makes a code of the closed list of %s', (_, error, code, details) => {
    expect(toAppError(error, 'sessions/get')).toMatchObject({ name: 'AppError', code, details });
  });

  it('leaves an AppError as it is', () => {
    const error = new AppError('timeout', 'Too slow.');
    expect(toAppError(error, 'sessions/get')).toBe(error);
  });
});
