import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { asSandboxed, type Sandbox, sandboxOf } from '../../native-host/sandbox.ts';

describe('sandboxOf', () => {
  it.each<[string, NodeJS.ProcessEnv, string[], Sandbox | undefined]>([
    ['a snap', { SNAP: '/snap/chromium/3031' }, [], 'snap'],
    ['a flatpak by its variable', { FLATPAK_ID: 'org.chromium.Chromium' }, [], 'flatpak'],
    ['a flatpak by its file', {}, ['/.flatpak-info'], 'flatpak'],
    ['a flatpak that a terminal in a snap has started', { SNAP: '/snap/code/1', FLATPAK_ID: 'org.x' }, [], 'flatpak'],
    ['no sandbox', { SNAP: '', FLATPAK_ID: '', HOME: '/home/me' }, ['/etc/os-release'], undefined],
  ])('knows %s', (_, env, files, sandbox) => {
    expect(sandboxOf(env, (path) => files.includes(path))).toBe(sandbox);
  });

  it('asks for no file but the one of flatpak', () => {
    const asked: string[] = [];
    sandboxOf({}, (path) => asked.push(path) === 0);
    expect(asked).toEqual(['/.flatpak-info']);
  });
});

describe('asSandboxed', () => {
  const denied = (code: string) => Object.assign(new Error(`${code}: permission denied`), { code });

  it.each([
    new AppError('read-only', 'The data folder cannot be used.'),
    denied('EACCES'),
    denied('EPERM'),
    denied('EROFS'),
  ])('makes of %s in a sandbox a sentence with the way out', (met) => {
    expect(asSandboxed(met, '/home/me/.local/share/holdfast', 'snap')).toMatchObject({
      code: 'read-only',
      message: expect.stringMatching(/sandbox \(snap\).*\/home\/me\/\.local\/share\/holdfast.*\.deb or \.rpm/),
      cause: met,
    });
  });

  it.each([
    ['what a sandbox has nothing to do with', new AppError('store-corrupt', 'Damaged.'), 'flatpak'],
    ['what is no error', 'words', 'flatpak'],
    ['everything outside of a sandbox', denied('EACCES'), undefined],
  ] as const)('leaves as it is: %s', (_, met, sandbox) => {
    expect(asSandboxed(met, '/data', sandbox)).toBe(met);
  });
});
