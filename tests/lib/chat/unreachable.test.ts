import { describe, expect, it } from 'vitest';
import { unreachable } from '../../../lib/chat/unreachable.ts';

const coded = (code: string, cause?: unknown) => Object.assign(new Error('secret words', { cause }), { code });

describe('unreachable', () => {
  it.each([
    ['ECONNREFUSED', 'Nothing answers at h:1. Start the model server there, or correct its address.'],
    ['ENOTFOUND', 'The name of h:1 could not be looked up. Check the address and the internet connection.'],
    ['EAI_AGAIN', 'The name of h:1 could not be looked up. Check the address and the internet connection.'],
    ['UND_ERR_CONNECT_TIMEOUT', 'h:1 could not be reached in time. Check the internet connection, then try again.'],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'No secure connection to h:1 could be made. Check its address and its certificate.',
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'No secure connection to h:1 could be made. Check its address and its certificate.',
    ],
    ['ECONNRESET', 'h:1 closed the connection without an answer. Try again.'],
  ])('says what %s means', (networkCode, message) => {
    const cause = new TypeError('fetch failed', { cause: coded(networkCode) });
    const error = unreachable('h:1', cause);
    expect({ ...error, message: error.message, cause: error.cause }).toEqual({
      name: 'AppError',
      code: 'provider-unreachable',
      message,
      details: { host: 'h:1', networkCode },
      cause,
    });
  });

  it('looks into several attempts, and past a code that says less', () => {
    const both = new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]);
    expect(unreachable('h', new TypeError('fetch failed', { cause: both })).details['networkCode']).toBe(
      'ECONNREFUSED',
    );
    expect(unreachable('h', coded('UND_ERR_SOCKET', coded('EPROTO'))).details['networkCode']).toBe('EPROTO');
  });

  it('names the host where nothing is known, also for circular causes', () => {
    const circular = new Error('again');
    circular.cause = circular;
    for (const cause of [new TypeError('Failed to fetch'), circular, undefined, 'x', coded('SOMETHING')]) {
      expect(unreachable('h', cause).message).toBe(
        'h could not be reached. Check the address and the internet connection.',
      );
    }
  });
});
