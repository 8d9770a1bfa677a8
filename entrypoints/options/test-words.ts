import { errorWords } from '../sidepanel/error-words.ts';
import type { ProviderTest } from './models/provider-test-model.ts';

interface TestWords {
  /** undefined = nothing is known yet. */
  readonly isGood: boolean | undefined;
  readonly words: string;
}

/** Says in words whether an address and a key work. */
export function testWords(test: ProviderTest | undefined): TestWords {
  switch (test?.state) {
    case undefined:
      return { isGood: undefined, words: 'Asks the server in the form for its models before anything is saved.' };
    case 'testing':
      return { isGood: undefined, words: 'Asking the server…' };
    case 'failed':
      return { isGood: false, words: failure(test.error.code) };
    case 'passed':
      return { isGood: true, words: success(test) };
  }
}

function success({ modelCount, hasKey, isKeyProven }: Extract<ProviderTest, { state: 'passed' }>): string {
  const models = modelCount === 1 ? '1 model' : `${modelCount} models`;
  if (isKeyProven) return `The address and the key work: ${models}.`;
  if (hasKey) return `The address works: ${models}. The server did not object to the key.`;
  return `The address works: ${models}. No key was sent.`;
}

function failure(code: string): string {
  switch (code) {
    case 'provider-unauthorized':
      return 'The address works, but the key was refused.';
    case 'provider-unreachable':
      return 'No server answers at this address. Check it, and that the server is running.';
    case 'provider-failed':
      return 'Something answers at this address, but not like a model server.';
    default: {
      const { what, todo } = errorWords(code);
      return `${what}. ${todo}`;
    }
  }
}
