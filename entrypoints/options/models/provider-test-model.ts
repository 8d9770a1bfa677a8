import { createModel, signal } from '@preact/signals';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import { normalizeBaseUrl, type ProviderFormModel } from '../../sidepanel/models/provider-form-model.ts';
import { asAppError } from '../../sidepanel/models/remote.ts';

/** `isKeyProven`: the server told what only the owner of the key may know; lists of models some give to everybody. */
export type ProviderTest =
  | { readonly state: 'testing' }
  | { readonly state: 'passed'; readonly modelCount: number; readonly hasKey: boolean; readonly isKeyProven: boolean }
  | { readonly state: 'failed'; readonly error: AppError };

/** Tries the address and the key in the form, before they are saved. */
export const ProviderTestModel = createModel((client: Client, form: ProviderFormModel) => {
  /** Of what stands in the form; undefined when that was not tried. */
  const test = signal<ProviderTest | undefined>(undefined);
  let tested = '';

  async function run(): Promise<void> {
    tested = inForm();
    const isStillAsked = () => inForm() === tested;
    test.value = { state: 'testing' };
    // First: the browser asks a person only in the click itself.
    if (!(await form.mayTalk())) {
      test.value = undefined;
      return;
    }
    await form.loadChoices();
    const choices = form.choices.peek();
    if (!isStillAsked() || choices?.state !== 'ready') {
      const error = choices?.state === 'failed' ? choices.error : undefined;
      test.value = error && isStillAsked() ? { state: 'failed', error } : undefined;
      return;
    }
    const result = await proveKey();
    if (!isStillAsked()) test.value = undefined;
    else if (result instanceof AppError) test.value = { state: 'failed', error: result };
    else {
      const hasKey = form.form.peek().apiKey.trim() !== '';
      test.value = { state: 'passed', modelCount: choices.value.length, hasKey, isKeyProven: result };
    }
  }

  /** Only what says that the key is wrong speaks against it: most servers tell no balance. */
  async function proveKey(): Promise<boolean | AppError> {
    const baseUrl = normalizeBaseUrl(form.form.peek().baseUrl);
    if (baseUrl === undefined) return false;
    try {
      const { usd, diem } = await client.call('balance/get', { baseUrl });
      return usd !== null || diem !== null;
    } catch (error) {
      const failure = asAppError(error);
      return failure.code === 'provider-unauthorized' ? failure : false;
    }
  }

  function inForm(): string {
    const { baseUrl, apiKey } = form.form.peek();
    return JSON.stringify([baseUrl, apiKey]);
  }

  /** Once something else stands in the form, nothing is known of it. */
  function forget(): void {
    if (test.peek()?.state !== 'testing' && inForm() !== tested) test.value = undefined;
  }

  return { test, run, forget };
});
export type ProviderTestModel = InstanceType<typeof ProviderTestModel>;
