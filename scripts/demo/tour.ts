import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import {
  lettersOf,
  openSession,
  questions,
  replies,
  replyLetters,
  restore,
  restorePrompt,
  saveStatus,
  send,
  setUpProvider,
  startSession,
} from '../browser/drive-panel.ts';
import { type StoredMessage, storedMessages } from '../stored-messages.ts';
import type { DemoSetting } from './demo-setting.ts';
import { type Acknowledged, killMidReply, LONG_QUESTION } from './kill-mid-reply.ts';
import { createLosses } from './losses.ts';
import { openTold } from './open-told.ts';
import { createTellStep, type TellStep } from './tell-step.ts';
import { REPLY_WAIT_MS, replyLettersSoFar, since, until } from './watch-reply.ts';

const FIRST_QUESTION = 'What does Holdfast keep?';

/** A slow model says something within this time. */
const GOES_ON_WAIT_MS = 5000;

/** Shows the whole path headless, a killed browser included. False when something that was acknowledged is gone. */
export async function takeTour(setting: TourSetting): Promise<boolean> {
  const tour = { ...setting, tell: createTellStep() };
  return lookAfterwards(tour, await conversationUntilKill(tour));
}

/** With the store's file, which the tour reads. */
type TourSetting = DemoSetting & { readonly database: string };

interface Tour extends TourSetting {
  readonly tell: TellStep;
}

async function conversationUntilKill(tour: Tour): Promise<Acknowledged<StoredMessage>> {
  const { database, provider, tell } = tour;
  let { browser, panel } = await openTold(tour, 'The side panel opens in a new browser');
  try {
    await setUpProvider(panel, provider);
    await tell('The model server is chosen', [provider.baseUrl], panel, 'set-up');
    // Settings reach the disk when the browser is closed; a kill could take a minute's worth of them.
    await browser.close();
    ({ browser, panel } = await openTold(tour, 'The browser was closed and is opened again'));

    await startSession(panel);
    const figures = await askAndMeasure(panel, database);
    await tell('A question was asked and answered', figures, panel, 'answered');

    return await killMidReply({ browser, panel, provider, tell, readRows: () => storedMessages(database) });
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function lookAfterwards(
  tour: Tour,
  { killedAt, seenLetters, rows }: Acknowledged<StoredMessage>,
): Promise<boolean> {
  const { database, tell } = tour;
  const losses = createLosses();
  const { expect } = losses;

  const replyNow = () => storedMessages(database).find(({ id }) => id === rows.at(-1)?.id);
  const lengthAtKill = replyNow()?.content.length ?? 0;
  await goesOn(() => replyNow()?.status !== 'streaming' || replyNow()?.content.length !== lengthAtKill, killedAt);
  const after = storedMessages(database);
  const reply = after.find(({ id }) => id === rows.at(-1)?.id);
  const question = after.find(({ role, content }) => role === 'user' && content === LONG_QUESTION);
  expect(question?.status === 'complete', 'the question is not in the store');
  expect(
    reply !== undefined && lettersOf(reply.content).includes(seenLetters),
    'text of the reply is not in the store',
  );
  expect(reply?.status === 'streaming' || reply?.status === 'complete', `the reply is ${reply?.status} in the store`);
  expect((reply?.content.length ?? 0) > lengthAtKill || reply?.status === 'complete', 'the reply does not go on');
  const finished = rows.filter(({ status }) => status === 'complete');
  const changed = finished.filter((row) => !after.some((other) => isSame(row, other)));
  expect(changed.length === 0, `${changed.length} finished messages are gone or changed`);
  await tell('The store, read from outside', [
    `${after.length} rows, ${finished.length - changed.length} of ${finished.length} finished ones unchanged`,
    `reply ${reply?.status}: ${lengthAtKill} characters after the kill, ${reply?.content.length} ${since(killedAt)} ms later`,
    `${statSync(database).size} bytes`,
  ]);

  const { browser, panel } = await openTold(tour, 'The browser is started again');
  try {
    const prompt = restorePrompt(panel);
    const isAsked = await prompt.waitFor().then(
      () => true,
      () => false,
    );
    expect(isAsked, 'the panel does not offer to restore the session');
    if (isAsked) {
      const title = (await prompt.locator('.restore-title').first().textContent()) ?? '';
      await tell('The panel offers to restore the session', [`"${title}"`], panel, 'prompt');
      await restore(panel);
    } else await openSession(panel, FIRST_QUESTION);
    await replies(panel).nth(1).waitFor();
    const shownQuestions = await questions(panel).allTextContents();
    const shownLetters = await replyLetters(panel);
    expect(shownQuestions.at(-1)?.includes(LONG_QUESTION) ?? false, 'the panel does not show the question');
    expect(shownLetters.includes(seenLetters), 'the panel does not show the text of the reply');
    await tell(
      'The panel shows the conversation',
      [
        `${shownQuestions.length} questions, ${await replies(panel).count()} replies`,
        `${shownLetters.length} letters of the reply, which goes on; ${seenLetters.length} were promised`,
      ],
      panel,
      'afterwards',
    );
    const stop = panel.getByRole('button', { name: 'Stop' });
    if (await stop.isVisible()) await stop.click();
  } finally {
    await browser.close();
  }

  const isWhole = losses.tell();
  console.log(`The store: ${database}\nWith a display, npm start opens the side panel for you to try.`);
  return isWhole;
}

async function askAndMeasure(panel: Page, database: string): Promise<string[]> {
  const rowsBefore = rowCount(database);
  const sentAt = performance.now();
  await send(panel, FIRST_QUESTION);
  await until(() => rowCount(database) > rowsBefore, 'the question to be in the store');
  const committedMs = since(sentAt);
  await saveStatus(panel).getByText('Saved', { exact: true }).waitFor();
  const savedMs = since(sentAt);
  await until(async () => (await replyLettersSoFar(panel)) !== '', 'the first text of the reply');
  const firstTextMs = since(sentAt);
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor({ timeout: REPLY_WAIT_MS });
  const rows = storedMessages(database);
  return [
    `question in the store after ${committedMs} ms, "Saved" after ${savedMs} ms`,
    `first text after ${firstTextMs} ms, all ${rows.at(-1)?.content.length} characters after ${since(sentAt)} ms`,
    `${rows.length - rowsBefore} rows added`,
  ];
}

/** Waits until the reply has grown without a browser, or is over. */
async function goesOn(hasGone: () => boolean, killedAt: number): Promise<void> {
  while (!hasGone() && since(killedAt) < GOES_ON_WAIT_MS) await sleep(20);
}

function rowCount(database: string): number {
  return existsSync(database) ? storedMessages(database).length : 0;
}

function isSame(row: StoredMessage, other: StoredMessage): boolean {
  return (
    row.id === other.id &&
    row.content === other.content &&
    row.sequence === other.sequence &&
    other.status === 'complete'
  );
}
