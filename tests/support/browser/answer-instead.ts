import type { Page } from '@playwright/test';
import type { CallableName } from '../../../lib/protocol/methods.ts';

/**
 * What a page is told instead of what the background says: a `result`; an `error`; `progress` and nothing after it; or `fields` that
 * take the place of those of the real answer.
 */
export type Answer =
  | { readonly result: object }
  | { readonly error: { readonly code: string; readonly message: string } }
  | { readonly progress: object }
  | { readonly fields: object };

/** Methods that are answered by the test, by name; all others as ever. */
export type Answers = Partial<Readonly<Record<CallableName, Answer>>>;

/** For states that a test cannot bring about, or not for long enough to be looked at. Loads the page anew; call again to change it. */
export async function answerInstead(page: Page, answers: Answers): Promise<void> {
  await page.evaluate(`sessionStorage.setItem('answers', ${JSON.stringify(JSON.stringify(answers))})`);
  await page.addInitScript(STAND_IN_FRONT);
  await page.reload();
}

/** The same without loading it anew, once it was. */
export async function answerFromNowOn(page: Page, answers: Answers): Promise<void> {
  await page.evaluate(`sessionStorage.setItem('answers', ${JSON.stringify(JSON.stringify(answers))})`);
}

/** As text: the tests are compiled without the browser's types. */
const STAND_IN_FRONT = `{
  const runtime = (globalThis.browser ?? chrome).runtime;
  const connect = runtime.connect.bind(runtime);
  const answers = () => JSON.parse(sessionStorage.getItem('answers') ?? '{}');
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const merge = (base, fields) =>
    isObject(base) && isObject(fields)
      ? Object.fromEntries([...new Set([...Object.keys(base), ...Object.keys(fields)])].map((key) => [
          key,
          key in fields ? merge(base[key], fields[key]) : base[key],
        ]))
      : fields;
  if (!globalThis.standsInFront) {
    globalThis.standsInFront = true;
    runtime.connect = (...args) => {
      const port = connect(...args);
      const asked = new Map();
      const listeners = [];
      const tell = (message) => listeners.forEach((listener) => listener(message));
      port.onMessage.addListener((message) => {
        const fields = asked.get(message.id);
        tell(fields && message.result ? { ...message, result: merge(message.result, fields) } : message);
      });
      return {
        onDisconnect: port.onDisconnect,
        onMessage: { addListener: (listener) => listeners.push(listener) },
        postMessage(message) {
          const answer = answers()[message.method];
          const { id } = message;
          if (answer?.fields) asked.set(id, answer.fields);
          if (!answer || answer.fields) return port.postMessage(message);
          const reply = (rest) => setTimeout(() => tell({ jsonrpc: '2.0', ...rest }));
          if (answer.result) reply({ id, result: answer.result });
          else if (answer.error) {
            const { code, message: words } = answer.error;
            reply({ id, error: { code: -32000, message: words, data: { code } } });
          } else reply({ method: '$/progress', params: { token: id, value: answer.progress } });
        },
      };
    };
  }
}`;
