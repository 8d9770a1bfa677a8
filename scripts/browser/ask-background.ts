import type { Page } from '@playwright/test';

/** Asks the background over a port of its own, as a page does. Rejects with the code and the words of an error. */
export async function askBackground<Result>(page: Page, method: string, params: object = {}): Promise<Result> {
  const answer = await page.evaluate<Answer<Result>>(`new Promise((resolve) => {
    const port = chrome.runtime.connect();
    port.onMessage.addListener((message) => {
      if (message.id !== 1) return;
      resolve(message);
      port.disconnect();
    });
    port.postMessage({ jsonrpc: '2.0', id: 1, method: ${JSON.stringify(method)}, params: ${JSON.stringify(params)} });
  })`);
  if (answer.error) throw new Error(`${answer.error.data?.code ?? answer.error.code}: ${answer.error.message}`);
  return answer.result;
}

interface Answer<Result> {
  readonly result: Result;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: { readonly code?: string };
  };
}
