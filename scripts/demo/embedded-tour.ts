import type { Page } from '@playwright/test';
import type { Message } from '../../lib/protocol/shapes.ts';
import { askBackground } from '../browser/ask-background.ts';
import {
  lettersOf,
  replies,
  replyLetters,
  restore,
  restorePrompt,
  saveStatus,
  send,
  setUpProvider,
  startSession,
} from '../browser/drive-panel.ts';
import type { RunningBrowser } from '../browser/launch-browser.ts';
import type { DemoSetting } from './demo-setting.ts';
import { killMidReply } from './kill-mid-reply.ts';
import { createLosses } from './losses.ts';
import { openTold } from './open-told.ts';
import { createTellStep } from './tell-step.ts';
import { REPLY_WAIT_MS, replyLettersSoFar, since, until } from './watch-reply.ts';

const FIRST_QUESTION = 'What does Holdfast keep without a host?';

/** Shows headless what works without a host, a killed browser included. False when something that was acknowledged is gone. */
export async function takeEmbeddedTour({ launch, provider }: Omit<DemoSetting, 'database'>): Promise<boolean> {
  const tell = createTellStep();
  const opening = { launch, tell };
  const losses = createLosses();
  const { expect } = losses;

  let { browser, panel } = await openTold(opening, 'The side panel opens in a browser that has no host');
  try {
    await setUpProvider(panel, provider);
    // Settings reach the disk when the browser is closed; a kill could take a minute's worth of them.
    await browser.close();
    ({ browser, panel } = await openTold(opening, 'The browser was closed and is opened again'));

    await startSession(panel);
    const sentAt = performance.now();
    await send(panel, FIRST_QUESTION);
    await saveStatus(panel).getByText('Saved', { exact: true }).waitFor();
    const savedMs = since(sentAt);
    await until(async () => (await replyLettersSoFar(panel)) !== '', 'the first text of the reply');
    const firstTextMs = since(sentAt);
    await panel.getByRole('button', { name: 'Copy reply' }).waitFor({ timeout: REPLY_WAIT_MS });
    const figures = [`"Saved" after ${savedMs} ms, first text after ${firstTextMs} ms, all after ${since(sentAt)} ms`];
    await tell('A question was asked and answered', figures, panel, 'answered');

    const readRows = () => storedTurns(panel);
    const { seenLetters, rows: before } = await killMidReply({ browser, panel, provider, tell, readRows });

    ({ browser, panel } = await openTold(opening, 'The browser is started again'));
    await restorePrompt(panel).waitFor();
    await tell('The panel offers to restore the session', [], panel, 'prompt');
    await restore(panel);
    await replies(panel).nth(1).waitFor();
    const after = await storedTurns(panel);
    const finished = before.filter(({ status }) => status === 'complete');
    const kept = finished.filter((turn) => after.some((other) => isSame(turn, other)));
    const reply = after.at(-1);
    expect(kept.length === finished.length, `${finished.length - kept.length} finished messages are gone or changed`);
    expect(reply?.status === 'interrupted', `the reply is ${reply?.status}`);
    expect(lettersOf(reply?.content ?? '').includes(seenLetters), 'text of the reply is not in the store');
    expect((await replyLetters(panel)).includes(seenLetters), 'the panel does not show the text of the reply');
    await tell(
      'Everything is there',
      [
        `${after.length} messages, ${kept.length} of ${finished.length} finished ones unchanged`,
        `reply ${reply?.status}: ${lettersOf(reply?.content ?? '').length} letters; ${seenLetters.length} were promised`,
      ],
      panel,
      'afterwards',
    );
  } finally {
    await closeQuietly(browser);
  }
  const isWhole = losses.tell();
  console.log(`Everything is in the browser profile ${launch.userDataFolder}`);
  return isWhole;
}

/** The messages of the newest session. */
async function storedTurns(panel: Page): Promise<Message[]> {
  const { sessions } = await askBackground<{ sessions: { id: string }[] }>(panel, 'sessions/list');
  const sessionId = sessions[0]?.id ?? '';
  return (await askBackground<{ messages: Message[] }>(panel, 'messages/list', { sessionId })).messages;
}

function isSame(turn: Message, other: Message): boolean {
  return turn.id === other.id && turn.content === other.content && other.status === 'complete';
}

/** It may have been killed. */
async function closeQuietly(browser: RunningBrowser): Promise<void> {
  await browser.close().catch(() => {});
}
