import type { Page } from '@playwright/test';
import { send, setUpProvider } from '../browser/drive-panel.ts';
import type { RunningBrowser } from '../browser/launch-browser.ts';
import type { DemoSetting } from './demo-setting.ts';
import type { TellStep } from './tell-step.ts';
import { watchReply } from './watch-reply.ts';

/** Asked for a reply that takes its time. */
export const LONG_QUESTION = 'Tell me a long story, slowly, in plain sentences without headings or lists.';

/** A reply's text is in the store at the latest this long after it arrived: the promise that a tour puts to the test. */
const WRITTEN_WITHIN_MS = 250;

/** What had been acknowledged, or had stood on the screen for long enough, when the browser was killed. */
export interface Acknowledged<Row> {
  readonly killedAt: number;
  readonly seenLetters: string;
  readonly rows: readonly Row[];
}

interface MidReply<Row> extends Pick<DemoSetting, 'provider'> {
  readonly browser: RunningBrowser;
  readonly panel: Page;
  readonly tell: TellStep;
  /** The messages that the store has now. */
  readonly readRows: () => readonly Row[] | Promise<readonly Row[]>;
}

/** Asks for a long reply and kills the browser in the middle of it. */
export async function killMidReply<Row>(setting: MidReply<Row>): Promise<Acknowledged<Row>> {
  const { browser, panel, provider, tell, readRows } = setting;
  await setUpProvider(panel, { ...provider, model: provider.slowModel });
  await send(panel, LONG_QUESTION);
  const samples = await watchReply(panel);
  await tell('The next reply comes slowly', [`${samples.at(-1)?.letters.length} letters so far`], panel, 'slow');
  samples.push(...(await watchReply(panel, WRITTEN_WITHIN_MS * 2)));
  if (samples.at(-1)?.letters === '') throw new Error('The reply was over too soon: name a slower model');
  const rows = await readRows();

  const killedAt = performance.now();
  await browser.kill();
  const seenLetters = samples.findLast(({ at }) => at <= killedAt - WRITTEN_WITHIN_MS)?.letters ?? '';
  await tell('The browser was killed in the middle of the reply (SIGKILL)', [
    `${seenLetters.length} letters had been on the screen for ${WRITTEN_WITHIN_MS} ms or more`,
    `${rows.length} rows in the store`,
  ]);
  return { killedAt, seenLetters, rows };
}
