import { describe, expect, it } from 'vitest';
import { hostFailureWords } from '../../../../entrypoints/sidepanel/views/host-failure-words.ts';

const AT = new Date(2026, 10, 26, 14, 2);
const failure = { at: AT.toISOString(), message: 'a part of it is missing (x)', wasRunning: false };
const time = AT.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

describe('hostFailureWords', () => {
  it('tells when, and why', () => {
    expect(hostFailureWords(failure, AT.getTime() + 60_000)).toBe(
      `The host could not start at ${time}: a part of it is missing (x). It runs again.`,
    );
  });

  it('tells one that had run from one that could not start, with one full stop', () => {
    expect(hostFailureWords({ ...failure, message: 'disk I/O error. ', wasRunning: true }, AT.getTime())).toBe(
      `The host stopped at ${time}: disk I/O error. It runs again.`,
    );
  });

  it('names the day when it was another one', () => {
    const words = hostFailureWords(failure, AT.getTime() + 3 * 24 * 3_600_000);
    expect(words).toMatch(/^The host could not start on .*26.*: a part/);
  });
});
