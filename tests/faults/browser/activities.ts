import type { Page } from '@playwright/test';
import { expect } from 'vitest';
import { lettersOf, messageField } from '../../../scripts/browser/drive-panel.ts';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import type { Profile } from '../../support/browser/profile.ts';
import type { ModelServer } from '../../support/model-server/start-model-server.ts';
import type { Random } from '../../support/rounds.ts';
import { sleep } from '../hosts/store-under-load.ts';
import { isPromised, type Look, look, openNewSession, whenSaved } from './panel-look.ts';

/** A browser with its panel, and what is around it. */
export interface Running {
  readonly profile: Profile;
  readonly modelServer: ModelServer;
  readonly browser: RunningBrowser;
  readonly panel: Page;
  readonly random: Random;
}

/** What was found after a kill. */
export interface Kept {
  /** How often something was seen that had to be kept. */
  readonly promises: number;
  /** How old the oldest thing was that is lost. */
  readonly lostMs: number;
  /** How long the panel needed at most to be looked at: what it was asked to do may have been done so much later. */
  readonly slowestMs: number;
}

/** Looks in the panel after a kill for what was done before it. */
export type Check = (after: Running, killedAtMs: number) => Promise<Kept>;

/** Does something until the browser is gone. */
type Activity = (before: Running, kill: Kill) => Promise<Check>;

/** The end of a browser, at a moment that the activity chooses. */
export interface Kill {
  /** Kills after so long; the returned promise never rejects. */
  after(ms: number): Promise<void>;
  readonly isDone: () => boolean;
}

const KEYS = ['a', 'e', 'n', 's', 't', ' ', 'ü', '猫', '🐙'];

/** Types on in the new session until the browser is gone. */
const typing: Activity = async ({ panel, random }, kill) => {
  await messageField(panel).focus();
  await panel.keyboard.press('Control+End');
  let text = (await look(panel)).draft;
  let promised = text.length;
  const typed: { readonly length: number; readonly atMs: number }[] = [];
  let slowestMs = 0;
  const killed = kill.after(200 + random.next() * 2500);
  while (!kill.isDone()) {
    const key = random.pick(KEYS);
    text += key;
    const startedMs = performance.now();
    try {
      await panel.keyboard.insertText(key);
      typed.push({ length: text.length, atMs: performance.now() });
      const seen = await look(panel);
      slowestMs = Math.max(slowestMs, seen.atMs - startedMs);
      if (isPromised(seen)) promised = Math.max(promised, seen.draft.length);
    } catch (error) {
      if (!kill.isDone()) throw error;
    }
    await sleep(random.next() * 60);
  }
  await killed;
  return async ({ panel: next }, killedAtMs) => {
    await openNewSession(next);
    const { draft } = await look(next);
    expect(text.slice(0, draft.length), 'what was typed').toBe(draft);
    expect(draft.length, 'what was shown as safe').toBeGreaterThanOrEqual(promised);
    const lost = typed.find(({ length }) => length > draft.length);
    return { promises: typed.length, lostMs: lost ? killedAtMs - lost.atMs : 0, slowestMs };
  };
};

/** Sends a question that was typed before, and is killed in the middle of that. */
const sending: Activity = async ({ panel, random }, kill) => {
  const text = `Question ${random.below(1e9)}`;
  await messageField(panel).fill(text);
  await whenSaved(panel);
  const killed = kill.after(random.next() * random.next() * 200);
  let isSent = false;
  try {
    await messageField(panel).press('Enter');
    while (!kill.isDone()) {
      const seen = await look(panel);
      isSent ||= seen.draft === '' && isPromised(seen);
    }
  } catch (error) {
    if (!kill.isDone()) throw error;
  }
  await killed;
  return async ({ panel: next, profile, modelServer }) => {
    await openNewSession(next);
    const { draft } = await look(next);
    const stored = profile.messages().filter(({ role, content }) => role === 'user' && content === text);
    expect([stored.length, draft], isSent ? 'it was shown as safe' : 'it was not shown as safe').toEqual(
      stored.length === 1 || isSent ? [1, ''] : [0, text],
    );
    expect(timesAsked(modelServer, text)).toBeLessThanOrEqual(1);
    return { promises: 1, lostMs: 0, slowestMs: 0 };
  };
};

/** Reads a reply that streams. */
const streaming: Activity = async ({ panel, random }, kill) => {
  const text = `Tell me of ${random.below(1e9)}`;
  await messageField(panel).fill(text);
  await messageField(panel).press('Enter');
  await expect.poll(async () => (await look(panel)).letters, { timeout: 10_000 }).not.toBe('');
  const killed = kill.after(50 + random.next() * 2000);
  const seen: Look[] = [];
  try {
    while (!kill.isDone()) seen.push(await look(panel));
  } catch (error) {
    if (!kill.isDone()) throw error;
  }
  await killed;
  return async ({ panel: next, profile, modelServer }, killedAtMs) => {
    await openNewSession(next);
    const messages = profile.messages();
    const question = messages.findIndex(({ role, content }) => role === 'user' && content === text);
    const reply = messages[question + 1];
    expect(messages.filter(({ content }) => content === text).length).toBe(1);
    expect(reply).toMatchObject({ role: 'assistant', session_id: messages[question]?.session_id });
    expect(['streaming', 'complete'], 'a reply outlives the browser').toContain(reply?.status);
    await expect.poll(() => statusOf(profile, reply?.id), { timeout: 60_000 }).toBe('complete');
    expect(timesAsked(modelServer, text)).toBe(1);
    const letters = lettersOf(reply?.content ?? '');
    const lost = seen.find((one) => !letters.includes(one.letters));
    const pauses = seen.map(({ atMs }, index) => atMs - (seen[index - 1]?.atMs ?? atMs));
    return { promises: seen.length, lostMs: lost ? killedAtMs - lost.atMs : 0, slowestMs: Math.max(0, ...pauses) };
  };
};

/** What a person does while the browser dies, by name. */
export const ACTIVITIES = { typing, sending, streaming };

function statusOf(profile: Profile, id: string | undefined): string | undefined {
  return profile.messages().find((message) => message.id === id)?.status;
}

function timesAsked({ requests }: ModelServer, question: string): number {
  const asked = requests.filter(({ path }) => path.endsWith('/chat/completions'));
  return asked.filter(({ body }) => {
    const { messages } = body as { messages: { content: string }[] };
    return messages.at(-1)?.content === question;
  }).length;
}
