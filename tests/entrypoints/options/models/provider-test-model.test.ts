import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testWords } from '../../../../entrypoints/options/test-words.ts';
import { AppError, type ErrorCode } from '../../../../lib/protocol/errors.ts';
import { deferred } from '../../../support/fake-client.ts';
import { type OptionsHarness, openOptions } from '../../../support/options-harness.ts';
import { settle } from '../../../support/panel-environment.ts';

const URL = 'http://127.0.0.1:1111/v1';
const NO_BALANCE = {
  usd: null,
  diem: null,
  canConsume: null,
  nextEpochAt: null,
  fetchedAt: '2026-01-31T12:00:00.000Z',
};
const MODEL = {
  ...{ id: 'm', name: 'M', contextTokens: null, maxOutputTokens: null },
  ...{ inputPrice: null, outputPrice: null },
};

describe('ProviderTestModel', () => {
  let page: OptionsHarness;
  beforeEach(() => {
    vi.useFakeTimers();
    page = openOptions();
    page.fake.answer('credentials/set', () => ({}));
    page.fake.answer('models/list', () => ({ models: [MODEL as never] }));
    page.fake.answer('balance/get', () => NO_BALANCE);
    page.options.providerForm.setBaseUrl(URL);
  });
  afterEach(() => {
    page[Symbol.dispose]();
    vi.useRealTimers();
  });

  async function words(apiKey: string): Promise<string> {
    page.options.providerForm.setApiKey(apiKey);
    await page.options.providerTest.run();
    return testWords(page.options.providerTest.test.value).words;
  }

  it('tells what is known of the address and the key, and no more', async () => {
    expect(await words('')).toBe('The address works: 1 model. No key was sent.');
    expect(await words('k')).toBe('The address works: 1 model. The server did not object to the key.');
    page.fake.answer('balance/get', () => ({ ...NO_BALANCE, usd: 1 }));
    expect(await words('k')).toBe('The address and the key work: 1 model.');
    page.fake.answer('balance/get', () => {
      throw new AppError('provider-failed', 'x');
    });
    expect(await words('k')).toContain('did not object');
  });

  it('finds a key that only the balance refuses: some servers list their models for everybody', async () => {
    page.fake.answer('balance/get', () => {
      throw new AppError('provider-unauthorized', 'x');
    });
    expect(await words('k')).toBe('The address works, but the key was refused.');
  });

  it.each<[ErrorCode, RegExp]>([
    ['provider-unauthorized', /^The address works, but the key was refused/],
    ['provider-unreachable', /^No server answers at this address/],
    ['provider-failed', /^Something answers at this address, but not like a model server/],
    ['disconnected', /^No connection to the store/],
  ])('says in words what is wrong: %s', async (code, expected) => {
    page.fake.answer('models/list', () => {
      throw new AppError(code, 'x');
    });
    expect(await words('k')).toMatch(expected);
  });

  it('knows nothing any more once something else stands in the form', async () => {
    const { providerForm: form, providerTest } = page.options;
    const answer = deferred<{ models: never[] }>();
    page.fake.answer('models/list', () => answer.promise);
    const run = providerTest.run();
    await settle();
    form.setApiKey('another');
    answer.resolve({ models: [] });
    await run;
    expect(providerTest.test.value).toBeUndefined();
    await words('k');
    form.setApiKey('third');
    providerTest.forget();
    expect(providerTest.test.value).toBeUndefined();
  });

  it('asks nobody when the browser does not let it', async () => {
    page.fake.emit('store/state', { state: 'ready', detail: null, engine: 'embedded' });
    page.serverPermissions.answer = () => false;
    await words('k');
    expect([page.options.providerTest.test.value, page.options.providerForm.serverAccess.value]).toEqual([
      undefined,
      'refused',
    ]);
    expect(page.fake.paramsOf('models/list').filter(({ baseUrl }) => baseUrl === URL)).toEqual([]);
    page.serverPermissions.answer = () => true;
    expect(await words('k')).toMatch(/^The address works/);
  });
});
