import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser/fixtures.ts';
import { openOptions } from '../support/browser/open-options.ts';

/** What the browser did with an attempt: the directives it invoked, and what the attempt itself noticed. */
interface Outcome {
  readonly refused: readonly string[];
  readonly noticed: string;
}

/** What an attempt can use in the page; nothing else around it exists there. */
interface Attempt {
  readonly target: string;
  readonly notice: (what: unknown) => void;
}

/** Runs an attempt from a timer of the page: the debugger's own evaluation may do what pages may not. */
async function attempt(panel: Page, act: (given: Attempt) => unknown, target = ''): Promise<Outcome> {
  await panel.evaluate(`(() => {
    const outcome = { refused: [], noticed: 'nothing' };
    const notice = (what) => { outcome.noticed = String(what); };
    document.addEventListener('securitypolicyviolation', (event) => outcome.refused.push(event.effectiveDirective));
    setTimeout(async () => {
      try { await (${act.toString()})({ target: ${JSON.stringify(target)}, notice }); }
      catch (error) { notice(error.name); }
    });
    globalThis.outcome = outcome;
  })()`);
  await panel.waitForTimeout(200);
  const { refused, noticed } = await panel.evaluate<Outcome>('globalThis.outcome');
  return { refused: [...new Set(refused)].sort(), noticed };
}

test('the policy holds in the real side panel', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  const reachable = `${modelServer.baseUrl}/models`;

  await test.step('an inline script does not run', async () => {
    const outcome = await attempt(panel, ({ notice }) => {
      Object.assign(globalThis, { onScript: () => notice('ran') });
      const script = document.createElement('script');
      script.append('globalThis.onScript()');
      document.head.append(script);
    });
    expect(outcome.noticed).not.toBe('ran');
    expect(outcome.refused).not.toEqual([]);
  });

  await test.step('text does not become code', async () => {
    const outcome = await attempt(panel, ({ notice }) => {
      // biome-ignore lint/security/noGlobalEval: that it is refused is what is shown here
      notice(eval('"ran"'));
    });
    expect(outcome.noticed).toBe('EvalError');
    const inFunction = await attempt(panel, ({ notice }) => notice(new Function('return "ran"')()));
    expect(inFunction.noticed).toBe('EvalError');
  });

  await test.step('HTML in a string is refused: trusted types are enforced', async () => {
    const outcome = await attempt(panel, ({ notice }) => {
      document.createElement('div').innerHTML = '<b>bold</b>';
      notice('accepted');
    });
    expect(outcome).toEqual({ refused: ['require-trusted-types-for'], noticed: 'TypeError' });
    const parsed = await attempt(panel, ({ notice }) => {
      new DOMParser().parseFromString('<b>bold</b>', 'text/html');
      notice('accepted');
    });
    expect(parsed.noticed).toBe('TypeError');
  });

  await test.step('no trusted-types policy can be made', async () => {
    const outcome = await attempt(panel, ({ notice }) => {
      const types = (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } })
        .trustedTypes;
      types.createPolicy('mine', { createHTML: (html: string) => html });
      notice('accepted');
    });
    expect(outcome).toEqual({ refused: ['trusted-types'], noticed: 'TypeError' });
  });

  await test.step('nothing remote is loaded or sent', async () => {
    const image = await attempt(
      panel,
      ({ target, notice }) => {
        const element = new Image();
        element.onload = () => notice('loaded');
        element.onerror = () => notice('refused');
        element.src = `${target}?image`;
      },
      reachable,
    );
    expect(image).toEqual({ refused: ['img-src'], noticed: 'refused' });
    const connection = await attempt(panel, ({ target }) => fetch(`${target}?fetch`), reachable);
    expect(connection).toEqual({ refused: ['connect-src'], noticed: 'TypeError' });
    const options = await openOptions(holdfast, 'general');
    const fromOptions = await attempt(options, ({ target }) => fetch(`${target}?options`), reachable);
    expect(fromOptions).toEqual({ refused: ['connect-src'], noticed: 'TypeError' });
    await options.close();
    const frame = await attempt(
      panel,
      ({ target }) => {
        const element = document.createElement('iframe');
        element.src = `${target}?frame`;
        document.body.append(element);
      },
      reachable,
    );
    expect(frame.refused).toEqual(['frame-src']);
    const form = await attempt(
      panel,
      ({ target }) => {
        const element = document.createElement('form');
        element.action = `${target}?form`;
        document.body.append(element);
        element.submit();
      },
      reachable,
    );
    expect(form.refused).toEqual(['form-action']);
    expect(modelServer.requests).toEqual([]);
  });
});

test('the built manifest asks for no more than it needs', async ({ holdfast }) => {
  const manifest = await holdfast.worker.evaluate(() => chrome.runtime.getManifest());
  expect(manifest.permissions).toEqual(['sidePanel', 'nativeMessaging', 'storage', 'unlimitedStorage', 'alarms']);
  expect(manifest.optional_permissions).toEqual(['notifications']);
  expect(manifest.host_permissions ?? []).toEqual([]);
  expect(manifest.web_accessible_resources ?? []).toEqual([]);
  expect(manifest.externally_connectable).toEqual({ ids: [] });
  expect(manifest.content_security_policy).toEqual({
    extension_pages: expect.stringContaining("require-trusted-types-for 'script'; trusted-types 'none'"),
  });
  // For the worker alone: pages have a policy of their own besides.
  expect(manifest.content_security_policy).toEqual({
    extension_pages: expect.stringContaining(
      "connect-src 'self' https: http://127.0.0.1:* http://localhost:*; form-action",
    ),
  });
});
