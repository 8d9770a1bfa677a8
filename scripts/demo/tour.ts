import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import {
  lettersOf,
  openSession,
  questions,
  replies,
  replyLetters,
  saveStatus,
  send,
  setUpProvider,
  startSession,
} from '../browser/drive-panel.ts';
import { launchBrowser, type RunningBrowser } from '../browser/launch-browser.ts';
import { OUTPUT } from '../repository.ts';
import { type StoredMessage, storedMessages } from '../stored-messages.ts';
import type { DemoSetting } from './demo-setting.ts';

const PICTURES = join(OUTPUT, 'tour');
const FIRST_QUESTION = 'What does Holdfast keep?';
const SECOND_QUESTION = 'Tell me a long story, slowly, in plain sentences without headings or lists.';

/** A reply's text is in the store at the latest this long after it arrived: the promise that the tour puts to the test. */
const WRITTEN_WITHIN_MS = 250;
const REPLY_WAIT_MS = 120_000;
/** The host ends within 1.5 s of the browser's end. */
const HOST_END_WAIT_MS = 3000;
/** Enough of a reply to interrupt it. */
const ENOUGH_LETTERS = 100;

/** Shows the whole path headless, a killed browser included. False when something that was acknowledged is gone. */
export async function takeTour(setting: DemoSetting): Promise<boolean> {
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  const before = await conversationUntilKill(setting);
  return lookAfterwards(setting, before);
}

/** What had been acknowledged, or had stood on the screen for long enough, when the browser was killed. */
interface Acknowledged {
  readonly killedAt: number;
  readonly seenLetters: string;
  readonly rows: readonly StoredMessage[];
}

async function conversationUntilKill(setting: DemoSetting): Promise<Acknowledged> {
  const { database, provider } = setting;
  let { browser, panel } = await open(setting, 'The side panel opens in a new browser');
  try {
    await setUpProvider(panel, provider);
    await tell('The model server is chosen', [provider.baseUrl], panel, 'set-up');
    // Settings reach the disk when the browser is closed; a kill could take a minute's worth of them.
    await browser.close();
    ({ browser, panel } = await open(setting, 'The browser was closed and is opened again'));

    await startSession(panel);
    const figures = await askAndMeasure(panel, database);
    await tell('A question was asked and answered', figures, panel, 'answered');

    await setUpProvider(panel, { ...provider, model: provider.slowModel });
    await send(panel, SECOND_QUESTION);
    const samples = await watchReply(panel);
    await tell('The next reply comes slowly', [`${samples.at(-1)?.letters.length} letters so far`], panel, 'slow');
    samples.push(...(await watchReply(panel, WRITTEN_WITHIN_MS * 2)));
    const rows = storedMessages(database);

    const killedAt = performance.now();
    await browser.kill();
    const seenLetters = samples.findLast(({ at }) => at <= killedAt - WRITTEN_WITHIN_MS)?.letters ?? '';
    await tell('The browser was killed in the middle of the reply (SIGKILL)', [
      `${seenLetters.length} letters had been on the screen for ${WRITTEN_WITHIN_MS} ms or more`,
      `${rows.length} rows in the store`,
    ]);
    return { killedAt, seenLetters, rows };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function lookAfterwards(setting: DemoSetting, { killedAt, seenLetters, rows }: Acknowledged): Promise<boolean> {
  const { database } = setting;
  const losses: string[] = [];
  const expect = (isTrue: boolean, loss: string) => void (isTrue || losses.push(loss));

  const endedAfterMs = await hostEnd(database, killedAt);
  const after = storedMessages(database);
  const reply = after.find(({ id }) => id === rows.at(-1)?.id);
  const question = after.find(({ role, content }) => role === 'user' && content === SECOND_QUESTION);
  expect(question?.status === 'complete', 'the question is not in the store');
  expect(
    reply !== undefined && lettersOf(reply.content).includes(seenLetters),
    'text of the reply is not in the store',
  );
  expect(reply?.status === 'interrupted' || reply?.status === 'complete', `the reply is ${reply?.status} in the store`);
  const finished = rows.filter(({ status }) => status === 'complete');
  const changed = finished.filter((row) => !after.some((other) => isSame(row, other)));
  expect(changed.length === 0, `${changed.length} finished messages are gone or changed`);
  await tell('The store, read from outside', [
    `${after.length} rows, ${finished.length - changed.length} of ${finished.length} finished ones unchanged`,
    `reply ${reply?.status} with ${reply?.content.length} characters, ${endedAfterMs} ms after the kill`,
    `${statSync(database).size} bytes`,
  ]);

  const { browser, panel } = await open(setting, 'The browser is started again');
  try {
    await openSession(panel, FIRST_QUESTION);
    await replies(panel).nth(1).waitFor();
    const shownQuestions = await questions(panel).allTextContents();
    const shownLetters = await replyLetters(panel);
    expect(shownQuestions.at(-1)?.includes(SECOND_QUESTION) ?? false, 'the panel does not show the question');
    expect(shownLetters.includes(seenLetters), 'the panel does not show the text of the reply');
    await tell(
      'The panel shows the conversation',
      [
        `${shownQuestions.length} questions, ${await replies(panel).count()} replies`,
        `${shownLetters.length} letters of the interrupted reply, ${seenLetters.length} were promised`,
      ],
      panel,
      'afterwards',
    );
  } finally {
    await browser.close();
  }

  for (const loss of losses) console.log(`LOST: ${loss}`);
  console.log(losses.length === 0 ? '\nNothing that was acknowledged is lost.' : '');
  console.log(`The store: ${database}\nWith a display, npm start opens the side panel for you to try.`);
  return losses.length === 0;
}

async function open({ launch }: DemoSetting, what: string): Promise<{ browser: RunningBrowser; panel: Page }> {
  const startedAt = performance.now();
  const browser = await launchBrowser(launch);
  const launchedMs = since(startedAt);
  const panel = await browser.openPanel();
  await panel.getByRole('button', { name: 'Settings', exact: true }).waitFor();
  await tell(what, [`browser ${launchedMs} ms`, `panel usable after ${since(startedAt)} ms`], panel, 'open');
  return { browser, panel };
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

interface Sample {
  readonly at: number;
  readonly letters: string;
}

/** Notes what stands on the screen, until there is enough, or for a time. */
async function watchReply(panel: Page, durationMs?: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const isDone = () =>
    durationMs === undefined
      ? (samples.at(-1)?.letters.length ?? 0) >= ENOUGH_LETTERS || since(startedAt) > REPLY_WAIT_MS
      : since(startedAt) >= durationMs;
  while (!isDone()) {
    const letters = await replyLettersSoFar(panel);
    // Taken after the text was read: it stood there by then.
    samples.push({ at: performance.now(), letters });
    await sleep(20);
  }
  return samples;
}

/** Empty while the newest turn is a question, or the reply has no text yet. */
async function replyLettersSoFar(panel: Page): Promise<string> {
  const isReplying = await panel.getByRole('button', { name: 'Stop' }).isVisible();
  const hasText = (await replies(panel).last().locator('.markdown').count()) > 0;
  return isReplying && hasText ? replyLetters(panel) : '';
}

async function hostEnd(database: string, killedAt: number): Promise<number> {
  while (storedMessages(database).some(({ status }) => status === 'streaming')) {
    if (since(killedAt) > HOST_END_WAIT_MS) break;
    await sleep(5);
  }
  return since(killedAt);
}

/** Looks every few milliseconds; what does not come in time ends the tour. */
async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (since(startedAt) > REPLY_WAIT_MS) throw new Error(`Waited ${REPLY_WAIT_MS} ms for ${what}`);
    await sleep(2);
  }
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

let stepCount = 0;

/** One step, its figures, and a picture of the panel where there is one. */
async function tell(what: string, figures: readonly string[], panel?: Page, picture?: string): Promise<void> {
  stepCount += 1;
  console.log(`\n${stepCount}. ${what}`);
  for (const figure of figures) console.log(`   ${figure}`);
  if (panel === undefined) return;
  const path = join(PICTURES, `${stepCount}-${picture}.png`);
  await panel.screenshot({ path });
  console.log(`   ${path}`);
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
