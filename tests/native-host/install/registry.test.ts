import { describe, expect, it } from 'vitest';
import { defaultValueIn } from '../../../native-host/install/registry.ts';

const HEAD = '\uFEFFWindows Registry Editor Version 5.00\r\n\r\n';
const KEY = '[HKEY_CURRENT_USER\\Software\\Google\\Chrome\\NativeMessagingHosts\\app.holdfast.host]\r\n';

describe('defaultValueIn', () => {
  it('reads letters of every script, and what is written in two', () => {
    const text = `${HEAD}${KEY}@="C:\\\\Users\\\\Жанна \\"ü\\"\\\\a.json"\r\n\r\n`;
    expect(defaultValueIn(text)).toBe('C:\\Users\\Жанна "ü"\\a.json');
  });

  it('is that of the key alone', () => {
    expect(defaultValueIn(`${HEAD}${KEY}"other"="x"\r\n\r\n`)).toBeUndefined();
    expect(defaultValueIn(`${HEAD}${KEY}\r\n${KEY.replace(']', '\\below]')}@="x"\r\n`)).toBeUndefined();
  });
});
