import { describe, expect, it } from 'vitest';
import { EXTENSION_KEY } from '../../../lib/protocol/extension-key.ts';
import { extensionIdOfKey } from '../../../native-host/install/extension-id.ts';

describe('extensionIdOfKey', () => {
  it('is the id that Chromium gave to this key', () => {
    expect(extensionIdOfKey(EXTENSION_KEY)).toBe('bjjlfblfefnpdjmjfhinaoclhjjcpbod');
  });
});
