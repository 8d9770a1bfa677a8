import { describe, expect, it } from 'vitest';
import { hostWords, moveFailure, moveStep, roomWords, storeWords } from '../../../entrypoints/options/place-words.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { HOST_ABSENCES } from '../../../lib/protocol/place-methods.ts';

describe('hostWords', () => {
  it('has a sentence for each reason, and for none', () => {
    const words = HOST_ABSENCES.map((reason) => hostWords({ isThere: false, reason }));
    expect(new Set(words).size).toBe(HOST_ABSENCES.length);
    for (const sentence of words) expect(sentence).toMatch(/^It .*\.$/s);
    expect(hostWords({ isThere: true, reason: null })).toBe('It is installed and running.');
    expect(hostWords(null)).toBe('Holdfast has not looked for it yet.');
  });
});

describe('storeWords', () => {
  it('tells how much there is', () => {
    expect(storeWords({ sessions: 1, messages: 1200, newest: null })).toBe('1 session, 1\u202f200 messages');
    expect(storeWords({ sessions: 0, messages: 0, newest: null })).toBe('no sessions yet');
  });
});

describe('roomWords', () => {
  it('names the room where the browser tells it', () => {
    expect([roomWords(2048, null), roomWords(2048, 10 * 1024 ** 3)]).toEqual([
      '2 KB',
      '2 KB; the browser allows 10 GB',
    ]);
  });
});

describe('moveFailure', () => {
  it('says what holds, whatever came in between', () => {
    for (const code of ['cancelled', 'disconnected', 'disk-full', 'timeout', 'internal'] as const) {
      expect(moveFailure(new AppError(code, 'words of a machine'))).toContain('Everything is still in this browser.');
    }
    expect(moveFailure(new AppError('conflict', 'Three messages differ. Move again.'))).toBe(
      'Three messages differ. Move again.',
    );
  });
});

describe('moveStep', () => {
  it('tells the steps in sentences, and those of the host in its own words', () => {
    const running = (step: string | undefined) => ({ state: 'running', progress: 0.5, step }) as const;
    expect(moveStep(running('sending'))).toEqual(running('Sending it to the host'));
    expect(moveStep(running('messages are checked'))).toEqual(running('messages are checked'));
    expect(moveStep(running(undefined))).toEqual(running(undefined));
    expect(moveStep({ state: 'idle' })).toEqual({ state: 'idle' });
  });
});
