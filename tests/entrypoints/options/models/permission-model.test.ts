import { describe, expect, it } from 'vitest';
import { PermissionModel } from '../../../../entrypoints/options/models/permission-model.ts';
import { settled } from '../../../support/fake-timers.ts';

function open({ isGranted = false, answer = true as boolean | Error } = {}) {
  let changed = () => {};
  const browser = { isGranted };
  const model = new PermissionModel({
    isGranted: async () => browser.isGranted,
    async request() {
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onChanged(listener) {
      changed = listener;
    },
  });
  return { model, browser, changed: () => changed() };
}

describe('PermissionModel', () => {
  it('knows what the browser has decided, and hears of changes', async () => {
    const { model, browser, changed } = open();
    expect(model.state.value).toBe('unknown');
    await settled();
    expect(model.state.value).toBe('missing');
    browser.isGranted = true;
    changed();
    await settled();
    expect(model.state.value).toBe('granted');
    browser.isGranted = false;
    changed();
    await settled();
    expect(model.state.value).toBe('missing');
  });

  it.each([
    [true, 'granted'],
    [false, 'refused'],
    [new Error('not in a click'), 'refused'],
  ] as const)('asks for it: %s is %s', async (answer, state) => {
    const { model } = open({ answer });
    await settled();
    const asked = model.ask();
    expect(model.state.value).toBe('asking');
    await asked;
    expect(model.state.value).toBe(state);
  });
});
