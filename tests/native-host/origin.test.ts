import { describe, expect, it } from 'vitest';
import { isAllowedOrigin } from '../../native-host/origin.ts';

const ID = 'bjjlfblfefnpdjmjfhinaoclhjjcpbod';

describe('isAllowedOrigin', () => {
  it('takes the origin of the extension, as browsers write it', () => {
    expect(isAllowedOrigin(`chrome-extension://${ID}/`, ID)).toBe(true);
  });

  it.each([
    undefined,
    '',
    ID,
    `chrome-extension://${ID}`,
    `chrome-extension://${ID}/sidepanel.html`,
    ` chrome-extension://${ID}/`,
    `chrome-extension://${ID}/\n`,
    `chrome-extension://${ID.toUpperCase()}/`,
    `chrome-extension://${ID}x/`,
    `chrome-extension://${ID.replace('b', 'c')}/`,
    `moz-extension://${ID}/`,
    `https://${ID}/`,
    'chrome-extension://.*/',
  ])('refuses %j', (argument) => {
    expect(isAllowedOrigin(argument, ID)).toBe(false);
  });
});
