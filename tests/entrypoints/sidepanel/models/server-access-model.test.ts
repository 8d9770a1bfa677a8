import { effect, signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { ServerAccessModel } from '../../../../entrypoints/sidepanel/models/server-access-model.ts';
import { settled } from '../../../support/fake-timers.ts';
import { fakeServerPermissions } from '../../../support/server-permissions.ts';

const VENICE = 'https://api.venice.ai/api/v1';

function open(isEmbedded = true) {
  const permissions = fakeServerPermissions();
  const connection = { isEmbedded: signal(isEmbedded) };
  return { permissions, connection, model: new ServerAccessModel({ permissions, connection }) };
}

describe('ServerAccessModel', () => {
  it('never asks while there is a host, which talks to servers itself', async () => {
    const { model, permissions } = open(false);
    expect([model.accessOf(VENICE).value, await model.ask(VENICE), permissions.asked]).toEqual(['unneeded', true, []]);
  });

  it('asks for one server alone, whatever its port and path, and only once', async () => {
    const { model, permissions } = open();
    const seen: string[] = [];
    const access = model.accessOf(VENICE);
    const stop = effect(() => void seen.push(access.value));
    await settled();
    expect([await model.ask(VENICE), model.accessOf('https://api.venice.ai:8443/other').value]).toEqual([
      true,
      'granted',
    ]);
    await model.ask(VENICE);
    expect(permissions.asked).toEqual(['https://api.venice.ai/*']);
    await model.ask('http://127.0.0.1:11434/v1');
    expect(permissions.asked.at(-1)).toBe('http://127.0.0.1/*');
    expect(seen).toEqual(['unknown', 'missing', 'asking', 'granted']);
    stop();
  });

  it('asks in the click itself: nothing is waited for before', () => {
    const { model, permissions } = open();
    void model.ask(VENICE);
    expect(permissions.asked).toEqual(['https://api.venice.ai/*']);
  });

  it('tells a refusal, and that it was given later, or taken back', async () => {
    const { model, permissions } = open();
    permissions.answer = () => false;
    expect([await model.ask(VENICE), model.accessOf(VENICE).value]).toEqual([false, 'refused']);
    permissions.allowed.add('https://api.venice.ai/*');
    permissions.changed();
    await settled();
    expect(model.accessOf(VENICE).value).toBe('granted');
    permissions.allowed.clear();
    permissions.changed();
    await settled();
    expect(model.accessOf(VENICE).value).toBe('missing');
  });

  it.each(['http://192.168.1.20:11434/v1', 'http://models.example/v1', 'http://[::1]:8080/v1'])(
    'asks for nothing that the manifest does not allow: %s',
    async (baseUrl) => {
      const { model, permissions } = open();
      expect([model.accessOf(baseUrl).value, await model.ask(baseUrl), permissions.asked]).toEqual([
        'impossible',
        false,
        [],
      ]);
    },
  );
});
